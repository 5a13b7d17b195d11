import { randomUUID } from 'node:crypto';
import { systemClock } from '@ai-teacher/service-kit/clock.ts';
import { createDatabase, type EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { createStaging } from '../../src/data/rosters/staging.ts';
import type { RosterLimits } from '../../src/domain/rosters/ports.ts';

const noLimits = new Proxy({}, { get: () => 1_000_000 }) as RosterLimits;
const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
let database: OwnDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase('user');
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await lifecycle.close();
  await database.drop();
});

/**
 * A worker of an import. `afterRefusal` runs between the refusal of a row that is alone in its batch and the
 * transaction that rejects the row.
 */
const aWorker = (afterRefusal: () => Promise<unknown> = async () => undefined) => {
  const own = createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork((em) => em);
  let refusals = 0;
  const unitOfWork: UnitOfWork<EntityManager> = {
    run: async (work, options) => {
      // Batches of three sizes.
      if (refusals === 3) await afterRefusal();
      try {
        const done = await own.run(work, options);
        refusals = 0;
        return done;
      } catch (error) {
        refusals += 1;
        throw error;
      }
    },
  };
  return createStaging(unitOfWork, pool, { limits: noLimits, clock: systemClock });
};

it('two workers of an import reject a row that breaks a rule once, and no other row', async () => {
  const roster = { id: randomUUID(), institutionId: randomUUID(), unitId: null };
  await readRows(
    database.url,
    `insert into roster (id, institution_id, status, created_by, created_at, confirmed_by)
     values ('${roster.id}', '${roster.institutionId}', 'applying', gen_random_uuid(), now(), gen_random_uuid())`,
  );
  // A year, a term that ends after the year, and a term inside the year.
  const sessions = [
    ['year', '2026-08-01', '2027-07-01', null],
    ['late', '2026-08-01', '2027-08-01', 'year'],
    ['term', '2026-08-01', '2027-01-15', 'year'],
  ] as const;
  for (const [at, [id, startDate, endDate, parentSourcedId]] of sessions.entries()) {
    const fields = {
      title: id,
      startDate,
      endDate,
      ...(parentSourcedId === null ? {} : { parentSourcedId }),
    };
    await readRows(
      database.url,
      `with staged as (insert into roster_row (roster_id, file, line, sourced_id, ends, fields)
         values ($1, 'academicSessions', $2, $3, false, $4))
       insert into roster_step (roster_id, file, line, action, sourced_id, target_id)
       values ($1, 'academicSessions', $2, 'create', $3, gen_random_uuid())`,
      [roster.id, at + 2, id, JSON.stringify(fields)],
    );
  }
  const other = aWorker();
  const rejectedByOther: number[] = [];
  const worker = aWorker(async () => {
    rejectedByOther.push(await other.applyNext(roster, 'academicSessions', 'made'));
  });
  for (; (await worker.applyNext(roster, 'academicSessions', 'made')) > 0; );
  expect(rejectedByOther).toEqual([1]);
  expect(await readRows(database.url, 'select line, code from roster_fault')).toEqual([
    { line: 3, code: 'dates-outside-period' },
  ]);
  expect(
    await readRows(database.url, `select names -> 0 ->> 'name' as name from academic_session order by 1`),
  ).toEqual([{ name: 'term' }, { name: 'year' }]);
});
