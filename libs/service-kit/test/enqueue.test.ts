import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type Database } from '../src/database/database.ts';
import { enqueue } from '../src/jobs/jobs.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';

let own: OwnDatabase;
let lifecycle: Lifecycle;
let database: Database;

beforeEach(async () => {
  own = await createTestDatabase('auth');
  lifecycle = createLifecycle({ logger: createLogger({ service: 'enqueue-test', level: 'silent' }) });
  database = createDatabase({ url: own.url, entities: [], lifecycle });
});
afterEach(async () => {
  await lifecycle.close();
  await own.drop();
});

const enqueuePage = (page: number): Promise<void> =>
  database
    .unitOfWork((em) => em)
    .run((em) => enqueue(em, 'write-down', { page }, { key: 'the page', maxAttempts: 3 }));

describe('enqueue', () => {
  it('adds a job while a worker takes the earlier one with its key, which may not see the newer data', async () => {
    await enqueuePage(1);
    const worker = new pg.Client({ connectionString: own.url });
    await worker.connect();
    try {
      // The statement by which a worker takes a job, before its commit.
      await worker.query('begin');
      await worker.query(
        `update graphile_worker._private_jobs set attempts = attempts + 1, locked_by = 'w', locked_at = now()`,
      );
      const enqueuing = enqueuePage(2);
      await waitForBlocked(own.url, 'add_job');
      await worker.query('commit');
      await enqueuing;
    } finally {
      await worker.end();
    }
    const jobs = `select payload -> 'data' ->> 'page' as page, key, attempts, locked_by
      from graphile_worker._private_jobs order by id`;
    expect(await readRows(own.url, jobs)).toEqual([
      { page: '1', key: null, attempts: 3, locked_by: 'w' },
      { page: '2', key: 'the page', attempts: 0, locked_by: null },
    ]);
  });
});
