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
    `'classSourcedId', 'classes' || ((n - 1) / 30 + 1), 'schoolSourcedId', 'orgs1', 'userSourcedId',
     'users' || (n * 7919 % ${users} + 1), 'role', 'student'`,
  ],
});

type Handled = {
  /** Handled rows for each row of the bundle. */
  readonly perRow: number;
  /** The rows that each statement handled, for each batch of enrolments. */
  readonly batches: readonly ReadonlyMap<string, number>[];
};

/** Imports a made school into an empty database. */
const handledBy = async (users: number): Promise<Handled> => {
  const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
  const database = await createTestDatabase('user');
  const own = createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork((em) => em);
  let handled = 0;
  let statements = new Map<string, number>();
  const count = (rows: number, sql: string): void => {
    handled += rows;
    statements.set(sql, (statements.get(sql) ?? 0) + rows);
  };
  const explained: UnitOfWork<EntityManager> = {
    run: (work, options) => own.run((em) => work(explainedBy(em, count)), options),
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
        const lines = { rosterId: roster.id, file, from, to: from + batchLines, last: count + 1 };
        await staging.checkLines(roster, lines);
        await staging.planLines(roster, lines);
        // A worker that counts as dead may have planned the lines already.
        if (file === 'classes') await staging.planLines(roster, lines);
      }
      await staging.checkFile(roster, file);
      await staging.checkLimits(roster, file);
    }
    const batches: Map<string, number>[] = [];
    for (const file of rosterFiles)
      for (;;) {
        statements = new Map();
        if ((await staging.applyNext(roster, file, 'made')) === 0) break;
        if (file === 'enrollments') batches.push(statements);
      }
    const [made] = await readRows(
      database.url,
      `select (select count(*) from enrolment)::int as enrolments, (select count(*) from roster_fault)::int as faults`,
    );
    expect(made).toEqual({ enrolments: users * 3, faults: 0 });
    return { perRow: handled / files.reduce((sum, [, [rows]]) => sum + rows, 0), batches };
  } finally {
    await pool.end();
    await lifecycle.close();
    await database.drop();
  }
};

/** Measured: 63 to 67. A join of the rows of a batch with one another adds several hundred for each. */
const maxRowsPerRow = 100;

it('an import handles a bounded number of rows for each of its rows, in a late batch as in its second', async () => {
  const [small, large] = [await handledBy(300), await handledBy(12_000)];
  expect(Math.max(small.perRow, large.perRow)).toBeLessThan(maxRowsPerRow);
  expect(large.perRow / small.perRow).toBeLessThan(1.5);
  // The first batch meets empty tables. Later batches must not read the rows of earlier batches. When fewer
  // than two batches are left, the planner sorts the rest, so the last two have another plan.
  const [second, late] = [large.batches[1], large.batches.at(-3)];
  const growing = [...(late ?? [])].filter(([sql, rows]) => rows > 1.5 * (second?.get(sql) ?? 0));
  expect(large.batches.length).toBeGreaterThan(5);
  expect(growing).toEqual([]);
});
