import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { type StoringService, storingServices } from '@ai-teacher/contracts/values.ts';
import { renewCertificates } from '@ai-teacher/local-mesh/certificates/certificates.ts';
import { postgresPart, superuserUrl } from '@ai-teacher/local-mesh/parts/postgres/postgres.ts';
import {
  createOwnedDatabase,
  createServiceDatabases,
  roleName,
  serviceDatabaseUrl,
  withClient,
} from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { qdrantPart } from '@ai-teacher/local-mesh/parts/qdrant.ts';
import { partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { valkeyPart } from '@ai-teacher/local-mesh/parts/valkey.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { Redis } from 'ioredis';
import type { Client } from 'pg';

export type TestDatabase = {
  name: string;
  /** Connects as the service's own role. */
  url: string;
};

/**
 * In most tests no service user listens from whom a projection of facts about rights could be filled. Tests
 * of the first fill remove this row.
 */
const countAsFilled = async (client: Client): Promise<void> => {
  const { rows } = await client.query(`select to_regclass('access_reconciliation') is not null as has`);
  if (rows[0]?.has) await client.query('insert into access_reconciliation default values');
};

/**
 * The clock starts no job of a timetable in a test: a new entry counts as run far in the future. Otherwise a
 * run of tests at the minute of an entry would meet its job, which fails without the other services. A test
 * of an entry makes the entry due.
 */
const stopTimetables = async (client: Client): Promise<void> => {
  await client.query(
    `create function graphile_worker.never_due() returns trigger language plpgsql as $$
     begin
       new.last_execution := '9999-01-01';
       return new;
     end $$`,
  );
  await client.query(
    `create trigger never_due before insert on graphile_worker._private_known_crontabs
     for each row execute function graphile_worker.never_due()`,
  );
};

export type QdrantAccess = {
  url: string;
  apiKey: string;
};

export type PartsBroker = {
  /** A new database of the service, with all of its migrations applied. */
  createDatabase(service: StoringService): Promise<TestDatabase>;
  dropDatabase(name: string): Promise<void>;
  /** The address of an empty Redis database for this request only. */
  redisUrl(): Promise<string>;
  qdrant(): Promise<QdrantAccess>;
  /**
   * Two folders, each with a folder per identity: of the mesh's authority, and of one that it does not trust.
   */
  certificates(): Promise<{ genuine: string; foreign: string }>;
  close(): Promise<void>;
  /** For process exit: kills all parts immediately, without waiting. */
  closeNow(): void;
};

const redisDatabases = 512;

/**
 * One PostgreSQL, one Valkey and one Qdrant for a whole test run, each started when it is first asked for.
 * Lives in jest's main process; workers reach it through `parts.ts`.
 */
export const createPartsBroker = (stateDirectory: string): PartsBroker => {
  const runner = partRunner(stateDirectory);
  const postgres = once(() => startPostgres(stateDirectory, runner));
  const redis = once(() => startRedis(stateDirectory, runner));
  const qdrant = once(() => startQdrant(stateDirectory, runner));
  const templates = new Map<StoringService, Promise<string>>();
  const copyInTurn = queue();
  return {
    createDatabase: async (service) => {
      const cluster = await postgres();
      const made = templates.get(service) ?? cluster.createTemplate(service);
      templates.set(service, made);
      const template = await made;
      const database = `test_${service}_${randomUUID().slice(0, 8)}`;
      // PostgreSQL refuses to copy a template that another session is copying.
      await copyInTurn(() => cluster.copy({ template, database, owner: roleName(service) }));
      return { name: database, url: cluster.url(service, database) };
    },
    dropDatabase: async (name) => (await postgres()).drop(name),
    redisUrl: async () => (await redis()).nextUrl(),
    qdrant,
    certificates: once(() => issueCertificates(stateDirectory)),
    close: async () => {
      await runner.stopAll();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
    closeNow: () => {
      runner.killAll();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
};

type Runner = ReturnType<typeof partRunner>;

const startPostgres = async (stateDirectory: string, runner: Runner) => {
  const [port] = (await pickFreePorts(1)) as [number];
  const superuserPassword = randomBytes(16).toString('hex');
  const options = {
    port,
    dataDirectory: path.join(stateDirectory, 'postgres'),
    superuserPassword,
    durable: false,
  };
  const passwords = Object.fromEntries(
    storingServices.map((name) => [name, randomBytes(16).toString('hex')]),
  );
  await runner.start(postgresPart(options));
  const adminUrl = superuserUrl(options);
  await createServiceDatabases(adminUrl, passwords);
  const url = (service: StoringService, database: string) =>
    serviceDatabaseUrl(service, {
      password: passwords[service] ?? '',
      hostPort: `127.0.0.1:${port}`,
      database,
    });
  return {
    url,
    createTemplate: async (service: StoringService) => {
      const database = `template_${service}`;
      await withClient(adminUrl, (client) =>
        createOwnedDatabase(client, { database, owner: roleName(service) }),
      );
      // Imported here, so that a run without a database does not load the ORM.
      const { migrateDatabase } = await import('@ai-teacher/service-kit/migrations/migrate.ts');
      const { createLogger } = await import('@ai-teacher/service-kit/logger.ts');
      const logger = createLogger({ service: `${service}-migrations`, level: 'silent' });
      await migrateDatabase({ name: service, databaseUrl: url(service, database), logger });
      await withClient(url(service, database), async (client) => {
        await countAsFilled(client);
        await stopTimetables(client);
      });
      return database;
    },
    copy: (wanted: { template: string; database: string; owner: string }) =>
      withClient(adminUrl, (client) => createOwnedDatabase(client, wanted)),
    drop: (name: string) =>
      withClient(adminUrl, async (client) => {
        if (!/^test_[a-z]+_[0-9a-f]{8}$/.test(name)) throw new Error(`${name} is no test database`);
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
};

const startRedis = async (stateDirectory: string, runner: Runner) => {
  const [port] = (await pickFreePorts(1)) as [number];
  const dataDirectory = path.join(stateDirectory, 'redis');
  await runner.start(valkeyPart({ port, dataDirectory, databases: redisDatabases }));
  let next = 0;
  return {
    nextUrl: async () => {
      const url = `redis://127.0.0.1:${port}/${next++ % redisDatabases}`;
      const client = new Redis(url);
      await client.flushdb();
      client.disconnect();
      return url;
    },
  };
};

const startQdrant = async (stateDirectory: string, runner: Runner): Promise<QdrantAccess> => {
  const [httpPort, grpcPort] = (await pickFreePorts(2)) as [number, number];
  const apiKey = randomBytes(16).toString('hex');
  const dataDirectory = path.join(stateDirectory, 'qdrant');
  await runner.start(qdrantPart({ httpPort, grpcPort, dataDirectory, apiKey }));
  return { url: `http://127.0.0.1:${httpPort}`, apiKey };
};

const issueCertificates = async (stateDirectory: string): Promise<{ genuine: string; foreign: string }> => {
  const issue = async (name: string) => {
    const directory = path.join(stateDirectory, `certificates-${name}`);
    await renewCertificates({ directory, authorityDirectory: path.join(directory, 'authority') }, new Date());
    return directory;
  };
  return { genuine: await issue('genuine'), foreign: await issue('foreign') };
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const queue = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => {});
    return result;
  };
};
