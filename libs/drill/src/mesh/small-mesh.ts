import path from 'node:path';
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import type { Credentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import { type Mesh, startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { serviceDatabaseUrl } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import { databasePassword, type PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { signalGroup } from '@ai-teacher/local-mesh/process/start-process.ts';
import type { Stoppable } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { portOf, readAddresses } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { stateDirectory } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { type SlowProxy, startSlowProxy } from '@ai-teacher/test-kit/parts/slow-proxy.ts';
import { raiseLimits } from './raise-limits.ts';

/** A mesh with one process of every part, and a network hop before PostgreSQL whose delay can be set. */
export type SmallMesh = {
  readonly gatewayUrl: string;
  readonly credentials: Credentials;
  readonly database: Pick<SlowProxy, 'delay'>;
  /** The database of a service, without the hop. */
  readonly databaseUrl: (service: StoringService) => string;
  readonly portOf: (part: PartName, port: string) => number;
  readonly stop: (part: PartName) => Promise<void>;
  /** Fulfilled when the part is healthy. */
  readonly start: (part: PartName) => Promise<void>;
  readonly freeze: (part: PartName) => void;
  readonly thaw: (part: PartName) => void;
  readonly end: () => Promise<void>;
};

type SmallMeshOptions = {
  readonly folder: string;
  readonly progress: Progress;
  readonly own: (owned: Stoppable) => void;
  /** Parts that are not needed. */
  readonly without?: readonly PartName[];
  /** Variables of parts. */
  readonly variables?: Partial<Record<PartName, Record<string, string>>>;
  /** Whether services reach PostgreSQL through the hop, which takes processor time of this process. */
  readonly hasHop?: boolean;
};

const passwordless = ['web'] as const;

/** Starts the mesh in an empty folder. */
export const startSmallMesh = async ({
  folder,
  progress,
  own,
  without = passwordless,
  variables = {},
  hasHop = true,
}: SmallMeshOptions): Promise<SmallMesh> => {
  const state = path.join(folder, 'mesh');
  const places = stateDirectory(state);
  const secrets = await openSecrets(places.secrets, {});
  const sqlPort = async (): Promise<number> => {
    const addresses = await readAddresses(places.root);
    if (addresses === undefined) throw new Error('the mesh has no addresses yet');
    return portOf(addresses, 'postgres', 'sql');
  };
  const proxy = await startSlowProxy(sqlPort);
  const urlAt = (service: StoringService, port: number) =>
    serviceDatabaseUrl(service, {
      password: secrets[databasePassword(service)],
      hostPort: `127.0.0.1:${port}`,
    });
  const throughProxy = storingServices.map((service) => [
    service,
    { DATABASE_URL: urlAt(service, proxy.port), ...variables[service] },
  ]);
  const mesh = await startMesh(
    {
      state,
      environment: {},
      progress,
      only: partNames.filter((name) => !without.includes(name)),
      overrides: {
        ...variables,
        ...(hasHop ? Object.fromEntries(throughProxy) : {}),
        ratelimit: { RUNTIME_ROOT: await raiseLimits(path.join(folder, 'limits')) },
      },
    },
    own,
  );
  return controlsOf(mesh, proxy, urlAt);
};

const controlsOf = (
  mesh: Mesh,
  proxy: SlowProxy,
  urlAt: (service: StoringService, port: number) => string,
): SmallMesh => {
  const { addresses, credentials, supervisor } = mesh;
  if (credentials === undefined) throw new Error('the mesh has no accounts');
  const signal = (part: PartName, name: NodeJS.Signals): void => {
    const pid = supervisor.processId(part);
    if (pid === undefined) throw new Error(`${part} is not running`);
    signalGroup(pid, name);
  };
  return {
    gatewayUrl: addresses.gatewayUrl,
    credentials,
    database: proxy,
    databaseUrl: (service) => urlAt(service, portOf(addresses, 'postgres', 'sql')),
    portOf: (part, port) => portOf(addresses, part, port),
    stop: (part) => supervisor.stopPart(part),
    start: (part) => supervisor.startPart(part),
    freeze: (part) => signal(part, 'SIGSTOP'),
    thaw: (part) => signal(part, 'SIGCONT'),
    end: async () => {
      proxy.delay(0);
      await mesh.stop();
      await proxy.close();
    },
  };
};
