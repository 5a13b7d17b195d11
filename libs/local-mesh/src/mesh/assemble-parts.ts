import path from 'node:path';
import { type ServiceName, type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { envoyPart } from '../parts/envoy/envoy.ts';
import type { Part } from '../parts/part.ts';
import { type PostgresOptions, postgresPart, superuserUrl } from '../parts/postgres/postgres.ts';
import { createServiceDatabases, serviceDatabaseUrl } from '../parts/postgres/service-databases.ts';
import { prometheusPart } from '../parts/prometheus.ts';
import { qdrantPart } from '../parts/qdrant.ts';
import { ratelimitPart } from '../parts/ratelimit.ts';
import { servicePart } from '../parts/service.ts';
import { telemetryPart } from '../parts/telemetry.ts';
import { valkeyPart } from '../parts/valkey.ts';
import { chosenNames } from '../plan/chosen-names.ts';
import { meshPlan } from '../plan/mesh-plan.ts';
import { databasePassword, type EngineName, type PartName, type PlanContext } from '../plan/part-plan.ts';
import { type ProcessName, partOf, processesOf } from '../plan/replicas.ts';
import { type Addresses, portOf } from '../state/addresses.ts';
import type { Secrets } from '../state/secrets.ts';
import { repositoryRoot, type StateDirectory } from '../state/state-directory.ts';

export type Assembly = {
  state: StateDirectory;
  addresses: Addresses;
  secrets: Secrets;
  /** The environment of the command that starts the mesh. */
  environment: Readonly<Record<string, string | undefined>>;
  only: readonly PartName[];
  /** Additional variables of a part, for tests. */
  overrides?: Partial<Record<PartName, Record<string, string>>> | undefined;
  /** Processes of each service. */
  replicas: number;
  code?: CodeOfServices | undefined;
};

/** Other code than that of this repository, for a drill of an upgrade. */
export type CodeOfServices = {
  /** The root of the code that the next start of a process runs. */
  readonly rootOf: (process: ProcessName) => string;
  /** Migrates the database of a service at the start of PostgreSQL. */
  readonly migrate: (service: StoringService, databaseUrl: string) => Promise<void>;
};

/**
 * Builds the parts of the plan with this machine's ports, this installation's secrets and this state folder.
 */
export const assembleParts = (assembly: Assembly): Part[] => {
  const { state, addresses, secrets, only } = assembly;
  const environmentOf = (name: PartName, process: ProcessName = name) => ({
    ...meshPlan[name].environment?.(nativeContext(assembly, process)),
    ...assembly.overrides?.[name],
  });
  const folders = {
    configuration: path.join(state.configuration, 'envoy'),
    certificates: state.certificates,
  };
  const telemetryFolder = path.join(state.configuration, 'otel-collector');
  const telemetry = (name: 'otel-collector' | 'jaeger') =>
    telemetryPart(name, addresses, {
      configurationFolder: telemetryFolder,
      environment: environmentOf(name),
    });
  const counterStore = (name: 'redis' | 'redis-edge') =>
    valkeyPart({
      name,
      port: portOf(addresses, name, 'redis'),
      dataDirectory: state.data(name),
      password: secrets.REDIS_PASSWORD,
    });
  const engines: Record<EngineName, () => Part> = {
    postgres: () => postgresPart(postgresOptions(assembly)),
    redis: () => counterStore('redis'),
    'redis-edge': () => counterStore('redis-edge'),
    qdrant: () =>
      qdrantPart({
        httpPort: portOf(addresses, 'qdrant', 'http'),
        grpcPort: portOf(addresses, 'qdrant', 'grpc'),
        dataDirectory: state.data('qdrant'),
        apiKey: secrets.QDRANT_API_KEY,
      }),
    ratelimit: () => ratelimitPart(environmentOf('ratelimit')),
    gateway: () => envoyPart({ addresses, folders, environment: environmentOf('gateway') }),
    'otel-collector': () => telemetry('otel-collector'),
    jaeger: () => telemetry('jaeger'),
    prometheus: () =>
      prometheusPart(addresses, {
        configurationFolder: telemetryFolder,
        dataDirectory: state.data('prometheus'),
      }),
  };
  const services = (name: ServiceName) =>
    processesOf(name, assembly.replicas).map((process) =>
      servicePart({
        name,
        process,
        environment: environmentOf(name, process),
        replicas: assembly.replicas,
        codeRoot:
          assembly.code === undefined ? undefined : () => assembly.code?.rootOf(process) ?? repositoryRoot,
      }),
    );
  return only.flatMap((name) =>
    name in engines ? [engines[name as EngineName]()] : services(name as ServiceName),
  );
};

/** The context of one process: its own ports, and for other parts the ports of their first process. */
const nativeContext = (
  { state, addresses, secrets, environment }: Assembly,
  process: ProcessName,
): PlanContext => {
  return {
    mode: 'local',
    bindAddress: '127.0.0.1',
    address: (part, port) => `127.0.0.1:${portOf(addresses, part, port)}`,
    port: (part, port) => portOf(addresses, part === partOf(process) ? process : part, port),
    secret: (name) => secrets[name],
    certificates: (identity) => path.join(state.certificates, identity),
    envoyFolder: path.join(repositoryRoot, 'envoy'),
    chosen: Object.fromEntries(
      chosenNames.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
    ),
  };
};

const postgresOptions = ({ state, addresses, secrets, only, replicas, code }: Assembly): PostgresOptions => {
  const port = portOf(addresses, 'postgres', 'sql');
  const owners = storingServices.filter((name) => only.includes(name));
  const passwordOf = (name: StoringService) => secrets[databasePassword(name)];
  const options = {
    port,
    replicas,
    dataDirectory: state.data('postgres'),
    superuserPassword: secrets.POSTGRES_PASSWORD,
  };
  return {
    ...options,
    afterStart: async (report) => {
      report('creating databases');
      await createServiceDatabases(
        superuserUrl(options),
        Object.fromEntries(owners.map((name) => [name, passwordOf(name)])),
      );
      if (owners.length === 0) return;
      report('migrating');
      // Imported here, not at the top: loading the ORM is slow, and the first parts do not need it.
      const { migrateDatabase } = await import('@ai-teacher/service-kit/migrations/migrate.ts');
      const { createLogger } = await import('@ai-teacher/service-kit/logger.ts');
      const logger = createLogger({ service: 'migrations', level: 'silent' });
      const hostPort = `127.0.0.1:${port}`;
      const migrate = (name: StoringService) => {
        const databaseUrl = serviceDatabaseUrl(name, { password: passwordOf(name), hostPort });
        return code === undefined
          ? migrateDatabase({ name, databaseUrl, logger })
          : code.migrate(name, databaseUrl);
      };
      await Promise.all(owners.map(migrate));
    },
  };
};
