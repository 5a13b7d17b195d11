import { mkdir } from 'node:fs/promises';
import { keepCertificatesFresh, renewCertificates } from '../certificates/certificates.ts';
import { gatewayHasKeys } from '../parts/envoy/gateway-keys.ts';
import { meshPlan, partNames } from '../plan/mesh-plan.ts';
import type { PartName } from '../plan/part-plan.ts';
import { partOf } from '../plan/replicas.ts';
import { type HeldLock, tryLock } from '../process/file-lock.ts';
import { endLeftovers } from '../process/ledger.ts';
import type { Stoppable } from '../process/stop-on-signals.ts';
import { type Addresses, assignAddresses, portOf, readAddresses } from '../state/addresses.ts';
import { openSecrets } from '../state/secrets.ts';
import { type StateDirectory, stateDirectory } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import type { Progress } from '../terminal/progress.ts';
import { type Credentials, openAccounts } from './accounts.ts';
import { assembleParts } from './assemble-parts.ts';
import { Supervisor } from './supervisor.ts';

export type MeshOptions = {
  /** STATE_DIR; relative to the repository. */
  state?: string | undefined;
  /** Fixed ports; picked free when absent. */
  gatewayPort?: number | undefined;
  jaegerUiPort?: number | undefined;
  /** Variables that the person set: the model, the log level, the first admin. */
  environment: Readonly<Record<string, string | undefined>>;
  progress: Progress;
  /** All parts unless said; without auth, user and the gateway nobody can sign in, so no accounts are made. */
  only?: readonly PartName[] | undefined;
  overrides?: Partial<Record<PartName, Record<string, string>>> | undefined;
  certificateLifeHours?: number | undefined;
  /** Processes of each service; 1 unless said. */
  replicas?: number | undefined;
};

export type Mesh = Stoppable & {
  state: StateDirectory;
  addresses: Addresses;
  credentials?: Credentials | undefined;
  supervisor: Supervisor;
  /** Fulfilled when the parts that may come later are there, or have given up. */
  late: Promise<void>;
  /** Renews every certificate at once, long before it is due. */
  renewCertificates(): Promise<void>;
};

const neededForAccounts: PartName[] = ['postgres', 'redis', 'gateway', 'ratelimit', 'auth', 'user'];

/**
 * Brings up a mesh in a state folder of its own. `onOwned` is told how to stop it before the first part is
 * started, so that a signal during the start can stop what is there.
 */
export const startMesh = async (
  options: MeshOptions,
  onOwned: (owned: Stoppable) => void = () => {},
): Promise<Mesh> => {
  const state = stateDirectory(options.state);
  await mkdir(state.root, { recursive: true, mode: 0o700 });
  const held = await takeState(state);
  const cleanUp: (() => Promise<void> | void)[] = [() => held.release()];
  const stop = once(async () => {
    for (const step of cleanUp.reverse()) await step();
  });
  try {
    const { supervisor, addresses, secrets, store } = await prepare(state, options, cleanUp);
    const killNow = () => supervisor.killAll();
    onOwned({ stop, killNow });
    const { late } = await supervisor.start();
    const { gatewayUrl } = addresses;
    const reachable = neededForAccounts.every((name) => (options.only ?? partNames).includes(name));
    if (reachable) {
      options.progress.working('mesh', 'signing in through the gateway');
      await gatewayHasKeys(portOf(addresses, 'gateway', 'admin'));
    }
    const credentials = reachable
      ? await openAccounts({ gatewayUrl, credentialsFile: state.credentials, secrets })
      : undefined;
    options.progress.healthy('mesh');
    const renewAll = async () => void (await renewCertificates(store, new Date(), { all: true }));
    return { state, addresses, credentials, supervisor, late, renewCertificates: renewAll, stop, killNow };
  } catch (fault) {
    await stop();
    throw fault;
  }
};

const prepare = async (
  state: StateDirectory,
  options: MeshOptions,
  cleanUp: (() => Promise<void> | void)[],
) => {
  const { progress, environment } = options;
  const left = await endLeftovers(state.ledger);
  if (left.length > 0)
    progress.note(`Ended processes that an earlier start had left running: ${left.join(', ')}.`);
  const secrets = await openSecrets(state.secrets, environment);
  const replicas = options.replicas ?? 1;
  const addresses = await assignAddresses(state.root, options, replicas);
  const store = {
    directory: state.certificates,
    authorityDirectory: state.authority,
    ...(options.certificateLifeHours ? { lifeHours: options.certificateLifeHours } : {}),
  };
  await renewCertificates(store, new Date());
  const keeper = keepCertificatesFresh(store, (event) => {
    if ('fault' in event) progress.note(`Certificates could not be renewed: ${event.fault}`);
  });
  cleanUp.push(keeper.stop);
  const only = options.only ?? partNames;
  const supervisor = new Supervisor({
    parts: assembleParts({
      state,
      addresses,
      secrets,
      environment,
      only,
      overrides: options.overrides,
      replicas,
    }),
    state,
    progress,
    stageOf: (name) => meshPlan[partOf(name)].stopStage,
    mayComeLater: (name) => meshPlan[partOf(name)].mayComeLater ?? false,
  });
  cleanUp.push(() => supervisor.stopAll());
  return { supervisor, addresses, secrets, store };
};

const takeState = async (state: StateDirectory): Promise<HeldLock> => {
  const outcome = await tryLock(state.launcherLock);
  if ('release' in outcome) return outcome;
  const addresses = await readAddresses(state.root);
  const where = addresses ? `, gateway at ${addresses.gatewayUrl}` : '';
  throw new LaunchError(
    `The mesh in ${state.root} is already running (process ${outcome.holder.pid}${where}).`,
    `Press Ctrl-C in its terminal, or run: kill ${outcome.holder.pid}\n` +
      'To start a second mesh beside it: STATE_DIR=.local/second GATEWAY_PORT=8081 JAEGER_UI_PORT=16687 npm start',
  );
};

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
};
