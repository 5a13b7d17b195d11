import { readKeySet } from '@ai-teacher/contracts/auth.ts';
import { readAddresses } from '../src/addresses.ts';
import { createEdgeClient } from '../src/edge-client.ts';
import { LaunchError } from '../src/launch-error.ts';
import { readLaunchOptions } from '../src/launch-options.ts';
import { type Mesh, startMesh } from '../src/mesh.ts';
import { stopOnSignals } from '../src/process/stop-on-signals.ts';
import { linesProgress } from '../src/progress.ts';
import { stateDirectory } from '../src/state-directory.ts';
import { findAdmin } from './find-admin.ts';
import type { Credentials } from './people.ts';

/** A mesh to play in. `stop` ends it only when it was started for the occasion. */
export type FoundMesh = {
  readonly gatewayUrl: string;
  readonly admin: Credentials;
  readonly origin: 'GATEWAY_URL' | 'running' | 'started';
  readonly stop: () => Promise<void>;
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

/** The mesh of GATEWAY_URL, or the running one of STATE_DIR; undefined when there is neither. */
export const findRunningMesh = async (): Promise<FoundMesh | undefined> => {
  const state = stateDirectory(process.env.STATE_DIR);
  const nothing = async (): Promise<void> => undefined;
  const { GATEWAY_URL: given } = process.env;
  if (given !== undefined && given !== '') {
    if (!(await answers(given)))
      throw new LaunchError(`No mesh answers at ${given}.`, 'Check GATEWAY_URL, or leave it out.');
    return { gatewayUrl: given, admin: await findAdmin(given, state), origin: 'GATEWAY_URL', stop: nothing };
  }
  const running = await readAddresses(state.root);
  if (running === undefined || !(await answers(running.gatewayUrl))) return undefined;
  const { gatewayUrl } = running;
  return { gatewayUrl, admin: await findAdmin(gatewayUrl, state), origin: 'running', stop: nothing };
};

/** The mesh of GATEWAY_URL, or the running one of STATE_DIR, or one that is started now. */
export const findMesh = async (): Promise<FoundMesh> => {
  const running = await findRunningMesh();
  if (running !== undefined) return running;
  const { addresses, credentials, state, stop } = await startForTheOccasion();
  const { gatewayUrl } = addresses;
  const admin = credentials?.admin ?? (await findAdmin(gatewayUrl, state));
  return { gatewayUrl, admin, origin: 'started', stop };
};
