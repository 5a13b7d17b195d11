import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readKeySet } from '@ai-teacher/contracts/auth.ts';
import { z } from 'zod';
import { readAddresses } from '../src/addresses.ts';
import { createEdgeClient } from '../src/edge-client.ts';
import { LaunchError } from '../src/launch-error.ts';
import { repositoryRoot, stateDirectory } from '../src/state-directory.ts';
import type { Credentials } from './people.ts';

/** A mesh to play in. `stop` ends it only when it was started for the occasion. */
export type FoundMesh = {
  readonly gatewayUrl: string;
  readonly admin: Credentials;
  readonly origin: 'GATEWAY_URL' | 'running' | 'started';
  readonly stop: () => Promise<void>;
};

const credentialsShape = z.object({ admin: z.object({ email: z.string(), password: z.string() }) });

const adminOf = async (credentialsFile: string): Promise<Credentials> => {
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = process.env;
  if (email && password) return { email, password };
  const text = await readFile(credentialsFile, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new LaunchError(
      `Nobody knows the admin: ${credentialsFile} does not exist.`,
      'Set BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD to those of the mesh.',
    );
  return credentialsShape.parse(JSON.parse(text)).admin;
};

/** A gateway that hands out the signing keys has its services behind it. */
const answers = async (gatewayUrl: string): Promise<boolean> =>
  createEdgeClient({ gatewayUrl })
    .call(readKeySet, { timeoutMilliseconds: 5_000 })
    .then(
      () => true,
      () => false,
    );

const ended = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', resolve));

/** Starts the launcher and waits until it says that everything is ready; its output passes through. */
const startMesh = async (): Promise<ChildProcess> => {
  const bootstrap = path.join(repositoryRoot, 'libs', 'local-mesh', 'bootstrap.mjs');
  const child = spawn(process.execPath, [bootstrap, 'start'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise<boolean>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      process.stdout.write(text);
      if (/ready in \d/.test(text.toString())) resolve(true);
    });
  });
  const gone = ended(child).then(() => false);
  if (!(await Promise.race([ready, gone])))
    throw new LaunchError('The mesh did not start.', 'Its own message stands above.');
  return child;
};

/** The mesh of GATEWAY_URL, or the running one of STATE_DIR, or one that is started now. */
export const findMesh = async (): Promise<FoundMesh> => {
  const state = stateDirectory(process.env.STATE_DIR);
  const nothing = async (): Promise<void> => undefined;
  const { GATEWAY_URL: given } = process.env;
  if (given !== undefined && given !== '') {
    if (!(await answers(given)))
      throw new LaunchError(`No mesh answers at ${given}.`, 'Check GATEWAY_URL, or leave it out.');
    return {
      gatewayUrl: given,
      admin: await adminOf(state.credentials),
      origin: 'GATEWAY_URL',
      stop: nothing,
    };
  }
  const running = await readAddresses(state.root);
  if (running !== undefined && (await answers(running.gatewayUrl))) {
    const admin = await adminOf(state.credentials);
    return { gatewayUrl: running.gatewayUrl, admin, origin: 'running', stop: nothing };
  }
  const child = await startMesh();
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended(child);
  };
  try {
    const started = await readAddresses(state.root);
    if (started === undefined) throw new Error(`${state.root} has no addresses`);
    return {
      gatewayUrl: started.gatewayUrl,
      admin: await adminOf(state.credentials),
      origin: 'started',
      stop,
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
};
