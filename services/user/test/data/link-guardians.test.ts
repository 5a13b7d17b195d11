import { randomUUID } from 'node:crypto';
import { createDatabase, type EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { endLinks, linkNext } from '../../src/data/rosters/apply/link-guardians.ts';
import type { RosterLimits } from '../../src/domain/rosters/ports.ts';
import { explainedBy } from './explained.ts';

const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
let database: OwnDatabase;
let unitOfWork: UnitOfWork<EntityManager>;
beforeAll(async () => {
  database = await createTestDatabase('user');
  unitOfWork = createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork((em) => em);
});
afterAll(async () => {
  await lifecycle.close();
  await database.drop();
});

/** An institution whose students name one guardian each. The roles of people are in a file of their own. */
const aSchoolOf = async (students: number, hasStatistics: boolean, others: number) => {
  const institutionId = randomUUID();
  const id = randomUUID();
  const rows = (sql: string) => readRows(database.url, sql.replaceAll('$i', `'${institutionId}'::uuid`));
  await rows(
    `insert into roster (id, institution_id, status, created_by, created_at, confirmed_by)
     values ('${id}', $i, 'applying', gen_random_uuid(), now(), gen_random_uuid())`,
  );
  await rows(
    `with person as (
       select gen_random_uuid() as id, kind, number
       from generate_series(1, ${students}) number, unnest(array['student', 'guardian']) kind),
     made as (
       insert into profile (id, institution_id, role, registered_name, created_at, expected)
       select id, $i, 'student', kind || number, now(), true from person)
     insert into roster_record (institution_id, file, sourced_id, target_id, fields)
     select $i, 'users', kind || number, id, case kind when 'student'
       then jsonb_build_object('agentSourcedIds', 'guardian' || number) else '{}' end from person
     union all
     select $i, 'roles', kind || number, id, jsonb_build_object('role', kind) from person`,
  );
  await rows(
    `insert into profile (id, institution_id, role, registered_name, created_at, expected)
     select gen_random_uuid(), $i, 'student', 'other' || number, now(), true from generate_series(1, ${others}) number`,
  );
  // An import refreshes the statistics after large files only.
  if (hasStatistics) for (const table of ['roster_record', 'profile']) await rows(`analyze ${table}`);
  const count = async () =>
    (await rows('select count(*)::int as links from guardian_link where institution_id = $i'))[0];
  return { institutionId, id, count };
};

/** Links the guardians of one batch, and returns the rows that all statements with a plan handled. */
const rowsToLink = async (students: number, hasStatistics: boolean, others: number): Promise<number> => {
  const { count, ...roster } = await aSchoolOf(students, hasStatistics, others);
  const given = { ...roster, limits: { guardiansPerStudent: 8 } as RosterLimits };
  let handled = 0;
  await unitOfWork.run(async (em) => {
    const explaining = explainedBy(em, (rows) => {
      handled += rows;
    });
    await linkNext(explaining, given, '');
    await endLinks(explaining, given);
  });
  expect(await count()).toEqual({ links: students });
  return handled;
};

/**
 * Measured: 72 to 78. A join of all people with one another handles more than 500 for 200 people. A join of
 * 800 people with all profiles handles 100 more for each.
 */
const maxRowsPerPerson = 120;

it.each([
  { students: 200, statistics: 'without', others: 0 },
  { students: 800, statistics: 'without', others: 0 },
  { students: 800, statistics: 'with', others: 0 },
  { students: 800, statistics: 'with', others: 40_000 },
])(
  'linking guardians of $students students beside $others other people handles a bounded number of rows for each, $statistics statistics',
  async ({ students, statistics, others }) => {
    const handled = await rowsToLink(students, statistics === 'with', others);
    expect(handled / students).toBeLessThan(maxRowsPerPerson);
  },
);
