import { randomBytes } from 'node:crypto';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { composeVariables } from './variables.ts';

/**
 * The `.env` of a production installation: random secrets, production mode, free ports of this machine.
 */
export const productionEnvironment = async (): Promise<Record<string, string>> => {
  const [gatewayPort = 0, jaegerPort = 0] = await pickFreePorts(2);
  const values = composeVariables.map(({ name, example, secret }) => [
    name,
    secret ? randomSecret(name) : example,
  ]);
  return {
    ...Object.fromEntries(values),
    DEPLOYMENT_MODE: 'production',
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

const randomSecret = (name: string): string => {
  return randomBytes(32).toString(name === 'KEY_ENCRYPTION_SECRET' ? 'base64' : 'base64url');
};
