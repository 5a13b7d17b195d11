import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { migrateDatabase } from '@ai-teacher/service-kit/migrations/migrate.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';

let database: OwnDatabase;
beforeAll(async () => {
  database = await createTestDatabase('user');
});
afterAll(() => database.drop());

/** The state before the migrations 0022 and 0024. */
const before = [
  'drop trigger class_in_use on class',
  'drop function keep_classes_in_use()',
  'drop trigger enrolment_added on enrolment',
  'drop trigger enrolment_changed on enrolment',
  'drop function check_added_enrolments()',
  'drop function check_changed_enrolments()',
  `alter table enrolment add constraint enrolment_class_id_fkey foreign key (class_id) references class,
     add constraint enrolment_once_a_day exclude using gist (
       class_id with =, person_id with =, role with =, daterange(valid_from, valid_until) with &&)`,
  `delete from mikro_orm_migrations where name ~ '^(0022|0024)'`,
];
const constraints = `select conname from pg_constraint
  where conname in ('enrolment_class_id_fkey', 'enrolment_once_a_day')`;

it('the migrations of enrolments lock classes first, and wait in pauses while a transaction holds a class', async () => {
  for (const statement of before) await readRows(database.url, statement);
  const written: string[] = [];
  const logger = createLogger({
    ...{ service: 'migrations-test', level: 'warn' },
    output: { write: (line: string) => void written.push(line) },
  });
  let migration: Promise<void> | undefined;
  const batch = new pg.Client({ connectionString: database.url });
  await batch.connect();
  try {
    await batch.query('begin');
    await batch.query('select from class for no key update');
    migration = migrateDatabase({ name: 'user', databaseUrl: database.url, logger });
    await waitForBlocked(database.url, 'class');
    // As the insert of enrolments does.
    await batch.query('lock table enrolment in row exclusive mode');
    await waitUntil(() => written.length > 0, { what: 'the end of the wait', timeoutSeconds: 20 });
    expect(written[0]).toContain('55P03');
    expect(await readRows(database.url, constraints)).toHaveLength(2);
    await batch.query('commit');
  } finally {
    await batch.end();
  }
  await migration;
  expect(await readRows(database.url, constraints)).toEqual([]);
});
