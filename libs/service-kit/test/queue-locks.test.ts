import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type Database } from '../src/database/database.ts';
import { enqueue, startWorkers, task } from '../src/jobs/jobs.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';

const logger = createLogger({ service: 'queue-locks-test', level: 'silent' });
let own: OwnDatabase;
let lifecycle: Lifecycle;
let database: Database;

beforeEach(async () => {
  own = await createTestDatabase('auth');
  lifecycle = createLifecycle({ logger });
  database = createDatabase({ url: own.url, entities: [], lifecycle });
});
afterEach(async () => {
  await lifecycle.close();
  await own.drop();
});

describe('a queue', () => {
  it('runs its next job after two workers ran the same job, and the first one removed it', async () => {
    const pages: number[] = [];
    const write = task(z.object({ page: z.int() }), async ({ page }) => {
      // A worker that was silent for long, and therefore counted as dead, records its success by this.
      if (page === 1) await readRows(own.url, 'delete from graphile_worker._private_jobs');
      pages.push(page);
    });
    const enqueuePage = (page: number) =>
      database.unitOfWork((em) => em).run((em) => enqueue(em, 'write-down', { page }, { queue: 'one' }));
    await startWorkers({
      ...{ databaseUrl: own.url, lifecycle, logger, tasks: { 'write-down': write } },
      heartbeatTiming: { beatSeconds: 1, deadAfterSeconds: 3 },
    });
    await enqueuePage(1);
    await waitUntil(() => pages.length === 1, { what: 'the first job', timeoutSeconds: 20 });
    await enqueuePage(2);
    await waitUntil(() => pages.length === 2, { what: 'the next job of the queue', timeoutSeconds: 30 });
    expect(pages).toEqual([1, 2]);
    await waitUntil(
      async () => (await readRows(own.url, 'select from graphile_worker._private_jobs')).length === 0,
      { what: 'the end of the next job', timeoutSeconds: 20 },
    );
    const locks = 'select queue_name, locked_by from graphile_worker._private_job_queues';
    expect(await readRows(own.url, locks)).toEqual([{ queue_name: 'one', locked_by: null }]);
  });
});
