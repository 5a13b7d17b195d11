import { storingServices } from '@ai-teacher/contracts/values.ts';
import { createLogger } from '../logger.ts';
import { migrateDatabase, waitForMigrations } from './migrate.ts';

/**
 * `node migrate-cli.ts <service>` with DATABASE_URL: migrates one service's database and ends. With `--wait`
 * it changes nothing, and ends when another process has migrated the database to this version.
 */
const [, , wanted, option] = process.argv;
const name = storingServices.find((known) => known === wanted);
const databaseUrl = process.env.DATABASE_URL;
const isWaiting = option === '--wait';
if (name === undefined || databaseUrl === undefined || (option !== undefined && !isWaiting)) {
  process.stderr.write(
    `usage: DATABASE_URL=postgres://… migrate-cli.ts <${storingServices.join('|')}> [--wait]\n`,
  );
  process.exit(64);
}
const logger = createLogger({ service: `${name}-migrations` });
try {
  await (isWaiting ? waitForMigrations : migrateDatabase)({ name, databaseUrl, logger });
  logger.info('migrated');
} catch (error) {
  // Node would print the whole error, and a database error quotes the rows of the failed statement.
  logger.fatal({ err: error }, 'the migration failed');
  process.exitCode = 1;
}
