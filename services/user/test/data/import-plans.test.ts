import { randomUUID } from 'node:crypto';
import { type RosterFile, rosterFiles } from '@ai-teacher/contracts/rosters/rosters.ts';
import { systemClock } from '@ai-teacher/service-kit/clock.ts';
import { createDatabase, type EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { createStaging } from '../../src/data/rosters/staging.ts';
import type { RosterLimits } from '../../src/domain/rosters/ports.ts';
import { explainedBy } from './explained.ts';

const noLimits = new Proxy({}, { get: () => 1_000_000 }) as RosterLimits;
const batchLines = 5_000;

/** The cells of row `n` of a file, as SQL. Ten users have a class, and a user has three enrolments. */
const rowsOf = (users: number): Readonly<Record<RosterFile, readonly [number, string]>> => ({
  orgs: [1, `'name', 'Oak', 'type', 'school'`],
  academicSessions: [
    1,
    `'title', '2026', 'type', 'schoolYear', 'startDate', '2026-08-01', 'endDate', '2027-08-01'`,
  ],
  courses: [1, `'title', 'Biology', 'schoolYearSourcedId', 'academicSessions1', 'orgSourcedId', 'orgs1'`],
  users: [users, `'givenName', 'Kim', 'familyName', 'Ivy', 'enabledUser', 'true'`],
  roles: [
    users,
    `'userSourcedId', 'users' || n, 'roleType', 'primary', 'role', 'student', 'orgSourcedId', 'orgs1'`,
  ],
  userProfiles: [users, `'userSourcedId', 'users' || n, 'profileType', 'learning'`],
  classes: [
    users / 10,
    `'title', 'Biology', 'classCode', 'B' || n, 'courseSourcedId', 'courses1', 'classType', 'scheduled',
     'schoolSourcedId', 'orgs1', 'termSourcedIds', 'academicSessions1'`,
  ],
  enrollments: [
    users * 3,
    `'classSourcedId', 'classes' || ((n + n / ${users}) % ${users / 10} + 1), 'schoolSourcedId', 'orgs1', 'userSourcedId',
     'users' || (n % ${users} + 1), 'role', 'student'`,
  ],
});

/** Imports a made school into an empty database; returns the handled rows for each row of the bundle. */
const handledPerRow = async (users: number): Promise<number> => {
  const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
  const database = await createTestDatabase('user');
  const own = createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork((em) => em);
  let handled = 0;
  const explained: UnitOfWork<EntityManager> = {
    run: (work, options) => own.run((em) => work(explainedBy(em, (rows) => (handled += rows))), options),
  };
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  try {
    const staging = createStaging(explained, pool, { limits: noLimits, clock: systemClock });
    const roster = { id: randomUUID(), institutionId: randomUUID(), unitId: null };
    await readRows(
      database.url,
      `insert into roster (id, institution_id, status, created_by, created_at, confirmed_by)
       values ('${roster.id}', '${roster.institutionId}', 'applying', gen_random_uuid(), now(), gen_random_uuid())`,
    );
    const files = Object.entries(rowsOf(users)) as [RosterFile, readonly [number, string]][];
    for (const [file, [count, cells]] of files)
      await readRows(
        database.url,
        `insert into roster_row (roster_id, file, line, sourced_id, ends, fields)
         select '${roster.id}', '${file}', n + 1, '${file}' || n, false, jsonb_build_object(${cells})
         from generate_series(1, ${count}) n`,
      );
    await staging.refreshStatistics();
    for (const [file, [count]] of files) {
      for (let from = 0; from <= count; from += batchLines) {
        const lines = { rosterId: roster.id, file, from, to: from + batchLines };
        await staging.checkLines(roster, lines);
        await staging.planLines(roster, lines);
      }
      await staging.checkFile(roster, file);
      await staging.checkLimits(roster, file);
    }
    for (const file of rosterFiles) while ((await staging.applyNext(roster, file, 'made')) > 0);
    const [made] = await readRows(
      database.url,
      `select (select count(*) from enrolment)::int as enrolments, (select count(*) from roster_fault)::int as faults`,
    );
    expect(made).toEqual({ enrolments: users * 3, faults: 0 });
    return handled / files.reduce((sum, [, [count]]) => sum + count, 0);
  } finally {
    await pool.end();
    await lifecycle.close();
    await database.drop();
  }
};

/** Measured: 67 to 70. A join of the rows of a batch with one another adds some hundred for each. */
const maxRowsPerRow = 120;

it('an import handles a bounded number of rows for each of its rows, with 300 and with 1 200 users', async () => {
  const [small, large] = [await handledPerRow(300), await handledPerRow(1_200)];
  expect(Math.max(small, large)).toBeLessThan(maxRowsPerRow);
  expect(large / small).toBeLessThan(1.5);
});
