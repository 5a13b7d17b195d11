import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { runCommand } from './run-command.ts';
import { composeVariables } from './variables.ts';

/** Reads the variables of a text with `NAME=value` lines. */
export const readEnvironment = (text: string): Record<string, string> => {
  const lines = text.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
};

/** The file that `npm run secrets` writes into a folder that contains `.env.example` alone. */
const freshEnvironment = async (): Promise<Record<string, string>> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-secrets-'));
  try {
    await cp(path.join(repositoryRoot, '.env.example'), path.join(folder, '.env.example'));
    const script = path.join(import.meta.dirname, 'write-secrets.mjs');
    await runCommand(process.execPath, [script], { cwd: folder });
    return readEnvironment(await readFile(path.join(folder, '.env'), 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * The `.env` of a production installation: the secrets of `npm run secrets`, production mode, TLS, free ports
 * of this machine.
 */
export const productionEnvironment = async (): Promise<Record<string, string>> => {
  const [gatewayPort = 0, jaegerPort = 0] = await pickFreePorts(2);
  return {
    ...(await freshEnvironment()),
    DEPLOYMENT_MODE: 'production',
    REQUIRE_TLS: 'true',
    GATEWAY_PORT: String(gatewayPort),
    JAEGER_UI_PORT: String(jaegerPort),
    NODE_IMAGE:
      process.env.NODE_IMAGE || composeVariables.find(({ name }) => name === 'NODE_IMAGE')?.example || '',
  };
};

/** The file's text: `NAME=value` lines. */
export const environmentFile = (values: Readonly<Record<string, string>>): string => {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
};
