import { randomUUID } from 'node:crypto';
import { systemClock } from '@ai-teacher/service-kit/clock.ts';
import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { createYauzlBundleReader } from '../../src/adapters/yauzl-bundle-reader.ts';
import { createStaging } from '../../src/data/rosters/staging.ts';
import type { RosterLimits } from '../../src/domain/rosters/ports.ts';
import { csv, zipOf } from '../bundles.ts';

const rows = 10_000;
/** Requests wait while the rows of one turn are handled. */
const maxRowsPerTurn = 300;

/** The most rows that the work handles in one turn of the event loop, and the rows in all. */
const rowsPerTurn = async (
  work: (handled: () => void) => Promise<void>,
): Promise<{ readonly most: number; readonly all: number }> => {
  let [most, all, ofTurn, ended] = [0, 0, 0, false];
  const turn = (): void => {
    ofTurn = 0;
    if (!ended) setImmediate(turn);
  };
  setImmediate(turn);
  await work(() => {
    all += 1;
    ofTurn += 1;
    most = Math.max(most, ofTurn);
  });
  ended = true;
  return { most, all };
};

it('reads the rows of a bundle in many turns of the event loop, so that requests are answered meanwhile', async () => {
  const lines = Array.from({ length: rows }, (_, n) => [`user-${n}`, 'active', `Given ${n}`, `Family ${n}`]);
  const zip = await zipOf({ 'users.csv': csv(...lines) });
  const bundle = await createYauzlBundleReader().open(zip.length, async function* read(start, end) {
    yield zip.subarray(start, end);
  });
  const { most, all } = await rowsPerTurn(async (handled) => {
    for await (const { cells } of bundle.rows('users.csv')) if (cells.length === 4) handled();
  });
  bundle.close();
  expect(all).toBe(rows);
  expect(most).toBeLessThanOrEqual(maxRowsPerTurn);
});

it('stores the rows of a bundle in many turns of the event loop', async () => {
  const lifecycle = createLifecycle({ logger: createLogger({ service: 'test', level: 'silent' }) });
  const database = await createTestDatabase('user');
  const unitOfWork = createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork((em) => em);
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const noLimits = {} as RosterLimits;
  try {
    const staging = createStaging(unitOfWork, pool, { limits: noLimits, clock: systemClock });
    const id = randomUUID();
    await readRows(
      database.url,
      `insert into roster (id, institution_id, status, created_by, created_at)
       values ('${id}', gen_random_uuid(), 'checking', gen_random_uuid(), now())`,
    );
    const { most, all } = await rowsPerTurn((handled) =>
      staging.store(
        id,
        'users',
        Array.from({ length: rows }, (_, n) => ({
          ...{ line: n + 2, ends: false, fields: { givenName: `Given ${n}` }, faults: [] },
          get sourcedId() {
            handled();
            return `user-${n}`;
          },
        })),
      ),
    );
    expect(all).toBe(rows);
    expect(most).toBeLessThanOrEqual(maxRowsPerTurn);
    expect(
      await readRows(database.url, `select count(*)::int as count, max(line) as last from roster_row`),
    ).toEqual([{ count: rows, last: rows + 1 }]);
  } finally {
    await pool.end();
    await lifecycle.close();
    await database.drop();
  }
});
