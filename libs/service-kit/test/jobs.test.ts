import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts.ts';
import { readRows } from '@ai-teacher/test-kit/read-rows.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type Database } from '../src/database.ts';
import { enqueue, startWorkers, task } from '../src/jobs.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { currentRequestContext, runInRequestContext } from '../src/request-context.ts';

const logger = createLogger({ service: 'jobs-test', level: 'silent' });
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

const enqueueOne = (data: unknown) =>
  runInRequestContext({ requestId: 'the-request' }, () =>
    database.unitOfWork((em) => em).run((em) => enqueue(em, 'write-down', data)),
  );

const nextRun = (options: { fail?: number } = {}) => {
  const runs: { data: unknown; requestId: string | undefined; attempt: number }[] = [];
  const finished = Promise.withResolvers<void>();
  const work = task(z.strictObject({ page: z.int() }), async (data, { attempt }) => {
    runs.push({ data, requestId: currentRequestContext()?.requestId, attempt });
    if (attempt <= (options.fail ?? 0)) throw new Error('not this time');
    finished.resolve();
  });
  return { runs, finished: finished.promise, tasks: { 'write-down': work } };
};

describe('a job', () => {
  it('exists when and only when its transaction commits', async () => {
    const unitOfWork = database.unitOfWork((em) => em);
    await expect(
      unitOfWork.run(async (em) => {
        await enqueue(em, 'write-down', { page: 1 });
        throw new Error('the rows it belongs to could not be written');
      }),
    ).rejects.toThrow('the rows it belongs to');
    expect(await readRows(own.url, 'select from graphile_worker._private_jobs')).toEqual([]);
  });

  it('carries the id of the request that caused it', async () => {
    await enqueueOne({ page: 7 });
    const { runs, finished, tasks } = nextRun();
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    await finished;
    expect(runs).toEqual([{ data: { page: 7 }, requestId: 'the-request', attempt: 1 }]);
  });

  it('is tried again after a failure', async () => {
    await enqueueOne({ page: 8 });
    const { runs, finished, tasks } = nextRun({ fail: 1 });
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    await finished;
    expect(runs.map((run) => run.attempt)).toEqual([1, 2]);
  });

  it('whose worker was killed in the middle is taken over by another', async () => {
    await enqueueOne({ page: 9 });
    const worker = spawn(
      process.execPath,
      [fileURLToPath(new URL('./fixtures/hanging-worker.ts', import.meta.url))],
      {
        env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: own.url },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    await once(worker.stdout, 'data');
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    const { runs, finished, tasks } = nextRun();
    const pace = { beatSeconds: 1, deadAfterSeconds: 3 };
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks, pace });
    await finished;
    expect(runs).toEqual([{ data: { page: 9 }, requestId: 'the-request', attempt: 2 }]);
  });
});
