import path from 'node:path';
import { type StoringService, serviceNames, storingServices } from '@ai-teacher/contracts/values.ts';
import type { Credentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import type { CodeOfServices } from '@ai-teacher/local-mesh/mesh/assemble-parts.ts';
import { type Mesh, startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { superuserUrl } from '@ai-teacher/local-mesh/parts/postgres/postgres.ts';
import { serviceDatabaseUrl } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import { databasePassword, type PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { partOf, processesOf } from '@ai-teacher/local-mesh/plan/replicas.ts';
import { signalGroup } from '@ai-teacher/local-mesh/process/start-process.ts';
import type { Stoppable } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import pg from 'pg';
import { raiseLimits } from './raise-limits.ts';

/** A mesh with several processes of every service, whose processes a drill stops, kills and freezes. */
export type DrillMesh = {
  readonly gatewayUrl: string;
  readonly credentials: Credentials;
  /** Every process that a drill may harm. */
  readonly processes: readonly string[];
  readonly isReplica: (process: string) => boolean;
  readonly databaseUrl: (service: StoringService) => string;
  /** The server of PostgreSQL, as its superuser. */
  readonly serverUrl: string;
  readonly passwords: Readonly<Record<StoringService, string>>;
  readonly kill: (process: string) => void;
  readonly stop: (process: string) => Promise<void>;
  /** Fulfilled when the process is healthy. */
  readonly start: (process: string) => Promise<void>;
  readonly freeze: (process: string) => void;
  readonly thaw: (process: string) => void;
  /** Ends every connection of the services to PostgreSQL. */
  readonly resetConnections: () => Promise<void>;
  /** The id of the process, undefined while it does not run or is not healthy. */
  readonly processId: (process: string) => number | undefined;
  /** Fulfilled when every process is healthy. */
  readonly untilHealthy: () => Promise<void>;
  /** The folder of the logs of every process. */
  readonly logFolder: string;
  readonly end: () => Promise<void>;
};

/** They hold no acknowledged write. The collector stays, because no service may wait for it. */
const left: readonly PartName[] = ['jaeger', 'prometheus', 'web'];
const drilled = partNames.filter((name) => !left.includes(name));

/** The processes that a drill may harm. `replicas` is the number of processes of each service. */
export const drilledProcesses = (replicas: number): string[] =>
  drilled.flatMap((part) => processesOf(part, replicas));

export const isReplica = (process: string): boolean => serviceNames.some((name) => name === partOf(process));

/** The state folder of the mesh of a drill. */
export const stateOf = (folder: string): string => path.join(folder, 'mesh');

/** Starts a mesh in a folder of the drill alone: an empty one, or the one of its earlier mesh. */
export const startDrillMesh = async ({
  folder,
  progress,
  own,
  replicas = 2,
  code,
  variables = {},
}: {
  readonly folder: string;
  readonly progress: Progress;
  readonly own: (owned: Stoppable) => void;
  /** Processes of each service. */
  readonly replicas?: number;
  readonly code?: CodeOfServices;
  /** Variables of parts. */
  readonly variables?: Partial<Record<PartName, Record<string, string>>>;
}): Promise<DrillMesh> => {
  const mesh = await startMesh(
    {
      state: stateOf(folder),
      environment: {},
      progress,
      only: drilled,
      replicas,
      code,
      overrides: {
        ...variables,
        ratelimit: { RUNTIME_ROOT: await raiseLimits(path.join(folder, 'limits')) },
      },
    },
    own,
  );
  return controlsOf(mesh, replicas);
};

const controlsOf = async (mesh: Mesh, replicas: number): Promise<DrillMesh> => {
  const { addresses, credentials, supervisor, state } = mesh;
  if (credentials === undefined) throw new Error('the mesh has no accounts');
  const secrets = await openSecrets(state.secrets, {});
  const port = portOf(addresses, 'postgres', 'sql');
  const hostPort = `127.0.0.1:${port}`;
  const { POSTGRES_PASSWORD: superuserPassword } = secrets;
  const databaseUrl = (service: StoringService) =>
    serviceDatabaseUrl(service, { password: secrets[databasePassword(service)], hostPort });
  const processes = drilledProcesses(replicas);
  const signal = (process: string, name: NodeJS.Signals): void => {
    const pid = supervisor.processId(process);
    if (pid !== undefined) signalGroup(pid, name);
  };
  const areHealthy = () => processes.every((process) => supervisor.isRunning(process));
  return {
    gatewayUrl: addresses.gatewayUrl,
    credentials,
    processes,
    isReplica,
    databaseUrl,
    serverUrl: superuserUrl({ port, superuserPassword, dataDirectory: '' }),
    passwords: Object.fromEntries(
      storingServices.map((service) => [service, secrets[databasePassword(service)]]),
    ) as Record<StoringService, string>,
    kill: (process) => signal(process, 'SIGKILL'),
    stop: (process) => supervisor.stopPart(process),
    start: (process) => startPatiently(supervisor, process),
    freeze: (process) => signal(process, 'SIGSTOP'),
    thaw: (process) => signal(process, 'SIGCONT'),
    resetConnections: async () => {
      await Promise.all(storingServices.map((service) => endConnections(databaseUrl(service))));
    },
    processId: (process) => supervisor.processId(process),
    untilHealthy: async () => {
      await waitUntil(areHealthy, { what: 'every process of the mesh', timeoutSeconds: 180 });
    },
    logFolder: state.logs,
    end: () => mesh.stop(),
  };
};

/**
 * Starts a part until it stays, as an orchestrator does. After a kill, PostgreSQL refuses to start while one
 * of its processes still writes to a slow disk.
 */
const startPatiently = async (supervisor: Mesh['supervisor'], process: string): Promise<void> => {
  const isStarted = async (): Promise<boolean> => {
    await supervisor.startPart(process);
    return true;
  };
  await waitUntil(isStarted, { what: `${process} to start`, timeoutSeconds: 120, everyMilliseconds: 1_000 });
};

/** A role may end its own connections. */
const endConnections = async (databaseUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()',
  );
  await client.end();
};
