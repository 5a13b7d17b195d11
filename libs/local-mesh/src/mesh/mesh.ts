import { mkdir } from 'node:fs/promises';
import { renewCertificates, renewCertificatesOnTimer } from '../certificates/certificates.ts';
import { waitForGatewayKeys } from '../parts/envoy/gateway-keys.ts';
import { meshPlan, partNames } from '../plan/mesh-plan.ts';
import type { PartName } from '../plan/part-plan.ts';
import { partOf } from '../plan/replicas.ts';
import { type HeldLock, tryLock } from '../process/file-lock.ts';
import { endLeftovers } from '../process/ledger.ts';
import { rotateLogsOnTimer } from '../process/rotate-logs.ts';
import type { Stoppable } from '../process/stop-on-signals.ts';
import { type Addresses, assignAddresses, portOf, readAddresses } from '../state/addresses.ts';
import { openSecrets } from '../state/secrets.ts';
import { type StateDirectory, stateDirectory } from '../state/state-directory.ts';
import { LaunchError } from '../terminal/launch-error.ts';
import type { Progress } from '../terminal/progress.ts';
import { type Credentials, ensureAccounts } from './accounts.ts';
import { assembleParts, type CodeOfServices } from './assemble-parts.ts';
import { Supervisor } from './supervisor.ts';
import { withTracesUrl } from './traces-url.ts';

export type MeshOptions = {
  /** STATE_DIR, relative to the repository. */
  state?: string | undefined;
  /** Fixed ports; free ports are picked when absent. */
  gatewayPort?: number | undefined;
  jaegerUiPort?: number | undefined;
  /** Variables that the operator may set: the model, the log level, the first admin. */
  environment: Readonly<Record<string, string | undefined>>;
  progress: Progress;
  /**
   * All parts by default. Without the parts of `neededForAccounts` no sign-in is possible and no accounts are
   * created.
   */
  only?: readonly PartName[] | undefined;
  overrides?: Partial<Record<PartName, Record<string, string>>> | undefined;
  certificateLifeHours?: number | undefined;
  /** Processes of each service; 1 by default. */
  replicas?: number | undefined;
  code?: CodeOfServices | undefined;
};

export type Mesh = Stoppable & {
  state: StateDirectory;
  addresses: Addresses;
  credentials?: Credentials | undefined;
  supervisor: Supervisor;
  /** Fulfilled when each part that may start late is healthy or has failed. */
  late: Promise<void>;
  /** Renews every certificate immediately, long before its renewal is due. */
  renewCertificates(): Promise<void>;
};

const neededForAccounts: PartName[] = [
  'postgres',
  'redis',
  'redis-edge',
  'gateway',
  'ratelimit',
  'auth',
  'user',
];

/**
 * Starts a mesh in a state folder of its own. `onStoppable` is called before the first part starts, so that a
 * signal during the start can stop the parts that already run.
 */
export const startMesh = async (
  options: MeshOptions,
  onStoppable: (stoppable: Stoppable) => void = () => {},
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
    onStoppable({ stop, killNow });
    const { late } = await supervisor.start();
    const { gatewayUrl } = addresses;
    const reachable = neededForAccounts.every((name) => (options.only ?? partNames).includes(name));
    if (reachable) {
      options.progress.working('mesh', 'signing in through the gateway');
      await waitForGatewayKeys(portOf(addresses, 'gateway', 'admin'));
    }
    const credentials = reachable
      ? await ensureAccounts({
          gatewayUrl,
          credentialsFile: state.credentials,
          secrets,
          note: (text) => options.progress.note(text),
        })
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
  const renewal = renewCertificatesOnTimer(store, (event) => {
    if ('fault' in event) progress.note(`Certificates could not be renewed: ${event.fault}`);
  });
  cleanUp.push(renewal.stop);
  cleanUp.push(rotateLogsOnTimer(state.logs).stop);
  const only = options.only ?? partNames;
  const supervisor = new Supervisor({
    parts: assembleParts({
      state,
      addresses,
      secrets,
      environment: await withTracesUrl(environment, only, addresses),
      only,
      overrides: options.overrides,
      replicas,
      code: options.code,
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
