import { readFile } from 'node:fs/promises';
import { readKeySet } from '@ai-teacher/contracts/auth.ts';
import { z } from 'zod';
import { readAddresses } from '../src/addresses.ts';
import { createEdgeClient } from '../src/edge-client.ts';
import { LaunchError } from '../src/launch-error.ts';
import { readLaunchOptions } from '../src/launch-options.ts';
import { type Mesh, startMesh } from '../src/mesh.ts';
import { stopOnSignals } from '../src/process/stop-on-signals.ts';
import { linesProgress } from '../src/progress.ts';
import { stateDirectory } from '../src/state-directory.ts';
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

/** Starts a mesh for the occasion; a signal stops it in order, as it does with `npm start`. */
const startForTheOccasion = async (): Promise<Mesh> => {
  const print = (line: string): void => console.log(line);
  const signals = stopOnSignals(print);
  const options = readLaunchOptions(process.env, []);
  return startMesh({ ...options, environment: process.env, progress: linesProgress(print) }, signals.own);
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
  const { addresses, credentials, stop } = await startForTheOccasion();
  const admin = credentials?.admin ?? (await adminOf(state.credentials));
  return { gatewayUrl: addresses.gatewayUrl, admin, origin: 'started', stop };
};
