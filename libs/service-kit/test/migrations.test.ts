import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createLogger } from '../src/logger.ts';
import { migrateDatabase } from '../src/migrations/migrate.ts';

/** The state before a released migration that sets no timeout for its locks. */
const before = [
  'drop trigger notification_rewritten on notification',
  'drop function forget_coded_text()',
  'alter table notification drop column coded_text',
  'alter table announcement drop column coded_text',
  `delete from mikro_orm_migrations where name = '0011-coded-texts'`,
];
const trigger = `select from pg_trigger where tgname = 'notification_rewritten'`;
const readers = 'select count(*)::int as notifications from notification';

describe('migrateDatabase', () => {
  let database: OwnDatabase;
  let holder: pg.Client;
  beforeEach(async () => {
    database = await createTestDatabase('notification');
    for (const statement of before) await readRows(database.url, statement);
    holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('lock table notification in access share mode');
  });
  afterEach(async () => {
    await holder.end();
    await database.drop();
  });

  it('lets readers pass while a transaction uses the table of a migration for long, and migrates afterwards', async () => {
    const written: string[] = [];
    const logger = createLogger({
      service: 'migrations-test',
      level: 'warn',
      output: { write: (line: string) => void written.push(line) },
    });
    const migration = migrateDatabase({ name: 'notification', databaseUrl: database.url, logger });
    await waitForBlocked(database.url, 'alter table notification');
    // The reader waits behind the migration, until the migration gives up.
    expect(await readRows(database.url, readers)).toEqual([{ notifications: 0 }]);
    await waitUntil(() => written.length > 0, { what: 'the report of the migration', timeoutSeconds: 20 });
    expect(written[0]).toContain('the migration is repeated, because other transactions hold its tables');
    expect(written[0]).toContain('55P03');
    expect(await readRows(database.url, trigger)).toEqual([]);
    await holder.query('commit');
    await migration;
    expect(await readRows(database.url, trigger)).toHaveLength(1);
  });

  it('rejects when PostgreSQL ends the connection that holds its lock, and a repetition migrates', async () => {
    const migrate = () =>
      migrateDatabase({
        ...{ name: 'notification', databaseUrl: database.url },
        logger: createLogger({ service: 'migrations-test', level: 'silent' }),
      });
    const migration = migrate();
    const rejection = expect(migration).rejects.toThrow(/connection/);
    await waitForBlocked(database.url, 'alter table notification');
    const guards = `select pid, pg_terminate_backend(pid) as ended from pg_locks l join pg_database d
      on d.oid = l.database where l.locktype = 'advisory' and d.datname = current_database()`;
    const [guard] = await readRows(database.url, guards);
    expect(guard?.ended).toBe(true);
    const isConnected = 'select from pg_stat_activity where pid = $1';
    await waitUntil(async () => (await readRows(database.url, isConnected, [guard?.pid])).length === 0, {
      what: 'the end of the connection',
      timeoutSeconds: 20,
    });
    await holder.query('commit');
    await rejection;
    await migrate();
    expect(await readRows(database.url, trigger)).toHaveLength(1);
  });

  it('reports the failure when the tables of a migration stay in use', async () => {
    const migration = migrateDatabase({
      ...{ name: 'notification', databaseUrl: database.url },
      logger: createLogger({ service: 'migrations-test', level: 'silent' }),
      maxAttempts: 2,
    });
    await expect(migration).rejects.toMatchObject({ code: '55P03' });
    expect(await readRows(database.url, trigger)).toEqual([]);
  });
});
