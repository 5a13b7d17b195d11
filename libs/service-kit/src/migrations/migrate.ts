import { readdir } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { MikroORM } from '@mikro-orm/core';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { heartbeatTable } from '../jobs/heartbeat.ts';
import { queueLogger } from '../jobs/queue-logger.ts';
import { createLogger, type Logger } from '../logger.ts';

type MigrationClass = new (...given: ConstructorParameters<typeof Migration>) => Migration;

const servicesFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', 'services');

const migrationsOf = async (service: StoringService): Promise<{ name: string; class: MigrationClass }[]> => {
  const folder = join(servicesFolder, service, 'migrations');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  return Promise.all(
    files.map(async (file) => {
      const exported = Object.values((await import(pathToFileURL(join(folder, file)).href)) as object);
      if (exported.length !== 1)
        throw new Error(`${service}/migrations/${file} must export one migration class`);
      return { name: parse(file).name, class: exported[0] as MigrationClass };
    }),
  );
};

/**
 * An arbitrary number. All migrators of a database take the same lock, so replicas may start concurrently.
 */
const migrationLock = 4_820_117;

/**
 * A migration waits so long for a lock. Meanwhile all later transactions on the table wait behind the
 * migration.
 */
const lockTimeoutMilliseconds = 2_000;
/** With the pauses between them, these attempts last a minute. Kubernetes then repeats the job. */
const defaultMaxAttempts = 10;
const maxPauseSeconds = 5;
/** SQLSTATEs of a migration that other transactions prevented: lock timeout, deadlock. */
const preventedStatePattern = /^(?:55P03|40P01)$/;

const withLockTimeout = (databaseUrl: string): string => {
  const url = new URL(databaseUrl);
  const options = [url.searchParams.get('options'), `-c lock_timeout=${lockTimeoutMilliseconds}`];
  url.searchParams.set('options', options.filter((option) => option !== null).join(' '));
  return url.href;
};

const stateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Runs migrations again while other transactions hold their tables. */
const repeatPrevented = async (
  migrate: () => Promise<void>,
  { maxAttempts, logger }: { readonly maxAttempts: number; readonly logger: Logger },
): Promise<void> => {
  for (let made = 1; ; made++) {
    try {
      return await migrate();
    } catch (cause) {
      if (made >= maxAttempts || !preventedStatePattern.test(stateOf(cause))) throw cause;
      logger.warn({ err: cause }, 'the migration is repeated, because other transactions hold its tables');
      await delay(Math.min(2 ** (made - 1), maxPauseSeconds) * 1_000);
    }
  }
};

/**
 * Migrates a service's database: the queue's tables, then `services/<name>/migrations` in order of name.
 * Concurrent migrations wait for each other. A repeated migration changes nothing. A migration that waits for
 * a lock for two seconds is rolled back and repeated after a pause, in which other transactions proceed.
 *
 * @param maxAttempts after which the migration fails because of the locks; default: 10.
 * @throws the error of the migration that failed; its transaction is rolled back. Or the error of the
 *   connection that held the lock: then a repetition finds out which migrations are done.
 */
export const migrateDatabase = async ({
  name,
  databaseUrl,
  logger = createLogger({ service: `${name}-migrations`, level: 'warn' }),
  maxAttempts = defaultMaxAttempts,
}: {
  name: StoringService;
  databaseUrl: string;
  logger?: Logger;
  maxAttempts?: number;
}): Promise<void> => {
  const guard = new pg.Client({ connectionString: databaseUrl });
  const lost = new AbortController();
  guard.on('error', (cause) => lost.abort(cause));
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [migrationLock]);
    const limitedUrl = withLockTimeout(databaseUrl);
    await repeatPrevented(
      async () => {
        await runMigrations({ connectionString: limitedUrl, logger: queueLogger(logger) });
        await guard.query(heartbeatTable);
        await migrateService(name, limitedUrl);
        // Another process may have migrated concurrently.
        lost.signal.throwIfAborted();
      },
      { maxAttempts, logger },
    );
  } finally {
    await guard.end().catch(() => undefined);
  }
};

const migrateService = async (name: StoringService, databaseUrl: string): Promise<void> => {
  const orm = await MikroORM.init<PostgreSqlDriver>({
    driver: PostgreSqlDriver,
    clientUrl: databaseUrl,
    // The driver also reads the TLS settings of the URL.
    driverOptions: { connectionString: databaseUrl },
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      migrationsList: await migrationsOf(name),
      snapshot: false,
      silent: true,
      disableForeignKeys: false,
    },
  });
  try {
    await orm.migrator.up();
  } finally {
    await orm.close(true);
  }
};

/** MikroORM notes each migration there. The table is absent before the first one. */
const doneQuery = 'select name from mikro_orm_migrations';

const doneMigrations = async (databaseUrl: string): Promise<string[]> => {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string }>(doneQuery);
    return rows.map(({ name }) => name);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/**
 * Waits until another process has migrated a service's database to the version of this code. It changes
 * nothing. A database that is unavailable or empty is asked again every second.
 */
export const waitForMigrations = async ({
  name,
  databaseUrl,
  logger,
}: {
  name: StoringService;
  databaseUrl: string;
  logger: Logger;
}): Promise<void> => {
  const wanted = (await migrationsOf(name)).map((migration) => migration.name);
  for (;;) {
    const done = await doneMigrations(databaseUrl).catch((cause: unknown): string[] => {
      logger.info({ err: cause }, 'the database is not migrated yet');
      return [];
    });
    const missing = wanted.filter((migration) => !done.includes(migration));
    if (missing.length === 0) return;
    logger.info({ missing }, 'waiting for migrations');
    await delay(1_000);
  }
};
