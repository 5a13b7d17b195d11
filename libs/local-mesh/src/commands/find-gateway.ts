import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { createEdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import type { Credentials } from '../mesh/accounts.ts';
import { type Mesh, startMesh } from '../mesh/mesh.ts';
import { stopOnSignals } from '../process/stop-on-signals.ts';
import { readAddresses } from '../state/addresses.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import { linesProgress } from '../terminal/progress.ts';
import { readLaunchOptions } from './launch-options.ts';

/** A gateway with a mesh behind it. `stop` ends the mesh only when it was started for the occasion. */
export type FoundGateway = {
  readonly gatewayUrl: string;
  readonly origin: 'GATEWAY_URL' | 'running' | 'started';
  /** The accounts of a mesh that was started for the occasion. */
  readonly credentials: Credentials | undefined;
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
const startForTheOccasion = async (print: (line: string) => void): Promise<Mesh> => {
  const signals = stopOnSignals(print);
  const options = readLaunchOptions(process.env, []);
  return startMesh({ ...options, environment: process.env, progress: linesProgress(print) }, signals.own);
};

/**
 * The gateway of GATEWAY_URL, or that of the running mesh of a state folder; undefined when there is neither.
 *
 * @throws LaunchError when GATEWAY_URL is given and nothing answers there.
 */
export const findRunningGateway = async (state: StateDirectory): Promise<FoundGateway | undefined> => {
  const foundThere = { credentials: undefined, stop: async (): Promise<void> => undefined };
  const { GATEWAY_URL: given } = process.env;
  if (given !== undefined && given !== '') {
    if (!(await answers(given)))
      throw new LaunchError(`No mesh answers at ${given}.`, 'Check GATEWAY_URL, or unset it.');
    return { gatewayUrl: given, origin: 'GATEWAY_URL', ...foundThere };
  }
  const running = await readAddresses(state.root);
  if (running === undefined || !(await answers(running.gatewayUrl))) return undefined;
  return { gatewayUrl: running.gatewayUrl, origin: 'running', ...foundThere };
};

/**
 * The gateway that runs, else that of a mesh which is started now.
 *
 * @param print takes the lines of a start.
 * @throws LaunchError when GATEWAY_URL is given and nothing answers there, or the start fails.
 */
export const findGateway = async (
  state: StateDirectory,
  print: (line: string) => void,
): Promise<FoundGateway> => {
  const running = await findRunningGateway(state);
  if (running !== undefined) return running;
  const { addresses, credentials, stop } = await startForTheOccasion(print);
  return { gatewayUrl: addresses.gatewayUrl, origin: 'started', credentials, stop };
};
