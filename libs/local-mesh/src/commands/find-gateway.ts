import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { createEdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import type { Credentials } from '../mesh/accounts.ts';
import { type Mesh, startMesh } from '../mesh/mesh.ts';
import { stopOnSignals } from '../process/stop-on-signals.ts';
import { readAddresses } from '../state/addresses.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import { plainProgress } from '../terminal/progress.ts';
import { readLaunchOptions } from './launch-options.ts';

/** A gateway with a mesh behind it. `stop` stops the mesh only when this command started it. */
export type FoundGateway = {
  readonly gatewayUrl: string;
  readonly origin: 'GATEWAY_URL' | 'running' | 'started';
  /** The accounts of a mesh that this command started. */
  readonly credentials: Credentials | undefined;
  readonly stop: () => Promise<void>;
};

/** The gateway can only answer with the signing keys when its services run. */
const isAvailable = async (gatewayUrl: string): Promise<boolean> =>
  createEdgeClient({ gatewayUrl })
    .call(readKeySet, { timeoutMilliseconds: 5_000 })
    .then(
      () => true,
      () => false,
    );

/** Starts a mesh for this command; a signal stops it in order, as with `npm start`. */
const startTemporaryMesh = async (print: (line: string) => void): Promise<Mesh> => {
  const signals = stopOnSignals(print);
  const options = readLaunchOptions(process.env, []);
  return startMesh(
    { ...options, environment: process.env, progress: plainProgress(print) },
    signals.register,
  );
};

/**
 * Finds the gateway of GATEWAY_URL or of the running mesh of a state folder. Answers undefined when there is
 * neither.
 *
 * @throws LaunchError when GATEWAY_URL is set and no mesh answers there.
 */
export const findRunningGateway = async (state: StateDirectory): Promise<FoundGateway | undefined> => {
  const notOurs = { credentials: undefined, stop: async (): Promise<void> => undefined };
  const { GATEWAY_URL: requested } = process.env;
  if (requested !== undefined && requested !== '') {
    if (!(await isAvailable(requested)))
      throw new LaunchError(`No mesh answers at ${requested}.`, 'Check GATEWAY_URL, or unset it.');
    return { gatewayUrl: requested, origin: 'GATEWAY_URL', ...notOurs };
  }
  const running = await readAddresses(state.root);
  if (running === undefined || !(await isAvailable(running.gatewayUrl))) return undefined;
  return { gatewayUrl: running.gatewayUrl, origin: 'running', ...notOurs };
};

/**
 * Finds a running gateway, or starts a mesh when there is none.
 *
 * @param print receives the progress lines of a start.
 * @throws LaunchError when GATEWAY_URL is set and no mesh answers there, or when the start fails.
 */
export const findGateway = async (
  state: StateDirectory,
  print: (line: string) => void,
): Promise<FoundGateway> => {
  const running = await findRunningGateway(state);
  if (running !== undefined) return running;
  const { addresses, credentials, stop } = await startTemporaryMesh(print);
  return { gatewayUrl: addresses.gatewayUrl, origin: 'started', credentials, stop };
};
