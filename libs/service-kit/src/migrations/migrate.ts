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
 * Migrates a service's database: the queue's tables, then `services/<name>/migrations` in order of name.
 * Concurrent migrations wait for each other. A repeated migration changes nothing.
 *
 * @throws the error of the migration that failed; its transaction is rolled back.
 */
export const migrateDatabase = async ({
  name,
  databaseUrl,
  logger = createLogger({ service: `${name}-migrations`, level: 'warn' }),
}: {
  name: StoringService;
  databaseUrl: string;
  logger?: Logger;
}): Promise<void> => {
  const guard = new pg.Client({ connectionString: databaseUrl });
  await guard.connect();
  try {
    await guard.query('select pg_advisory_lock($1)', [migrationLock]);
    await runMigrations({
      connectionString: databaseUrl,
      logger: queueLogger(logger),
    });
    await guard.query(heartbeatTable);
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
  } finally {
    await guard.end();
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
