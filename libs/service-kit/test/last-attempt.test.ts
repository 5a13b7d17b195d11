import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type Database } from '../src/database/database.ts';
import { enqueue, startWorkers, type Task, task } from '../src/jobs/jobs.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';

const logger = createLogger({ service: 'last-attempt-test', level: 'silent' });
const heartbeatTiming = { beatSeconds: 1, deadAfterSeconds: 3 };
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

const enqueueOnce = (key?: string): Promise<void> =>
  database
    .unitOfWork((em) => em)
    .run((em) =>
      enqueue(em, 'write-down', {}, { maxAttempts: 1, queue: 'one', ...(key === undefined ? {} : { key }) }),
    );

const work = (run: Task['run']): Record<string, Task> => ({ 'write-down': task(z.unknown(), run) });

const startOther = (tasks: Record<string, Task>, owner = lifecycle): Promise<void> =>
  startWorkers({ databaseUrl: own.url, lifecycle: owner, logger, tasks, heartbeatTiming });

/** Records whether each run is the last one. */
const recorded = () => {
  const runs: { attempt: number; isLast: boolean }[] = [];
  const tasks = work(async (_, { attempt, isLast }) => void runs.push({ attempt, isLast: isLast() }));
  const firstRun = () => waitUntil(() => runs.length > 0, { what: 'a run of the job', timeoutSeconds: 30 });
  return { runs, tasks, firstRun };
};

/** Starts a worker in a process of its own and kills it in the middle of the job. */
const killDuringJob = async (): Promise<void> => {
  const program = fileURLToPath(new URL('./fixtures/hanging-worker.ts', import.meta.url));
  const worker = spawn(process.execPath, [program], {
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: own.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(worker.stdout, 'data');
  worker.kill('SIGKILL');
  await once(worker, 'exit');
};

const stored = 'select attempts, max_attempts, locked_by from graphile_worker._private_jobs';

describe('a job that was killed in its last attempt', () => {
  it('gets one more when its process was killed', async () => {
    await enqueueOnce();
    await killDuringJob();
    const { runs, tasks, firstRun } = recorded();
    await startOther(tasks);
    await firstRun();
    expect(runs).toEqual([{ attempt: 2, isLast: true }]);
  });

  it('gets no third one, because the job itself may be what kills its process', async () => {
    await enqueueOnce();
    await killDuringJob();
    await killDuringJob();
    const { runs, tasks } = recorded();
    await startOther(tasks);
    await waitUntil(async () => (await readRows(own.url, stored))[0]?.locked_by === null, {
      what: 'the release of the job',
      timeoutSeconds: 30,
    });
    // A job of the same queue runs after it.
    await enqueueOnce('later');
    await waitUntil(() => runs.length > 0, { what: 'a run of the later job', timeoutSeconds: 30 });
    expect(runs).toEqual([{ attempt: 1, isLast: true }]);
    expect(await readRows(own.url, stored)).toEqual([{ attempts: 2, max_attempts: 2, locked_by: null }]);
  });

  it('gets one more when it was taken and no worker knows it', async () => {
    const { runs, tasks, firstRun } = recorded();
    await startOther(tasks);
    // The first heartbeat may precede the workers.
    const named = 'select from job_worker_heartbeat where cardinality(worker_ids) > 0';
    await waitUntil(async () => (await readRows(own.url, named)).length === 1, {
      what: 'a heartbeat that names the workers',
      timeoutSeconds: 20,
    });
    await database
      .unitOfWork((em) => em)
      .run(async (em) => {
        await enqueue(em, 'write-down', {}, { maxAttempts: 1, queue: 'one' });
        const taken = 'set locked_by = (select worker_ids[1] from job_worker_heartbeat), locked_at = now()';
        await em.execute(`update graphile_worker._private_jobs ${taken}, attempts = 1`);
        await em.execute(`update graphile_worker._private_job_queues ${taken}`);
      });
    await firstRun();
    expect(runs).toEqual([{ attempt: 2, isLast: true }]);
  });

  it('gets none when a newer job with its key does the work', async () => {
    await enqueueOnce('the page');
    const child = killDuringJob();
    await child;
    await enqueueOnce('the page');
    const { runs, tasks, firstRun } = recorded();
    await startOther(tasks);
    await firstRun();
    await waitUntil(async () => (await readRows(own.url, stored)).every((row) => row.locked_by === null), {
      what: 'the release of the superseded job',
      timeoutSeconds: 30,
    });
    expect(runs).toEqual([{ attempt: 1, isLast: true }]);
    expect(await readRows(own.url, stored)).toEqual([{ attempts: 1, max_attempts: 1, locked_by: null }]);
  });
});

it('a job that fails in its last attempt is given up', async () => {
  await enqueueOnce();
  const lasts: boolean[] = [];
  await startOther(
    work(async (_, { isLast }) => {
      lasts.push(isLast());
      throw new Error('no');
    }),
  );
  await waitUntil(
    async () => {
      const [row] = await readRows(own.url, stored);
      return row?.attempts === 1 && row.locked_by === null;
    },
    { what: 'the end of the attempt', timeoutSeconds: 20 },
  );
  expect(lasts).toEqual([true]);
  expect(await readRows(own.url, stored)).toEqual([{ attempts: 1, max_attempts: 1, locked_by: null }]);
});

it('a run that the stop of its process interrupts is no attempt, and not the last one', async () => {
  await enqueueOnce();
  const taken = Promise.withResolvers<void>();
  const before: boolean[] = [];
  const stopping = createLifecycle({ logger });
  const waiting = work(async (_, { signal, isLast }) => {
    before.push(isLast());
    taken.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    before.push(isLast());
    throw new Error('the process stops');
  });
  await startOther(waiting, stopping);
  await taken.promise;
  await stopping.close();
  expect(before).toEqual([true, false]);
  const { runs, tasks, firstRun } = recorded();
  await startOther(tasks);
  await firstRun();
  expect(runs).toEqual([{ attempt: 1, isLast: true }]);
});

it('a job whose last attempt meets an outage of PostgreSQL gets one more, in which its end can be stored', async () => {
  const proxy = await startStoreProxy(own.url);
  const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
  const process = createLifecycle({ logger });
  const { unitOfWork } = createDatabase({ url: databaseUrl, entities: [], lifecycle: process });
  const rows = unitOfWork((em) => em);
  const refused = Promise.withResolvers<void>();
  const runs: { attempt: number; isLast: boolean }[] = [];
  const tasks = work(async (_, { attempt, isLast }) => {
    runs.push({ attempt, isLast: isLast() });
    if (attempt === 1) proxy.feel('away');
    await rows
      .run((em) => em.execute('create table ended ()'))
      .catch((error: unknown) => {
        refused.resolve();
        throw error;
      });
  });
  try {
    await enqueueOnce();
    await startWorkers({ databaseUrl, lifecycle: process, logger, tasks, heartbeatTiming });
    await refused.promise;
    proxy.feel('well');
    await waitUntil(async () => (await readRows(own.url, stored)).length === 0, {
      what: 'the success of the job',
      timeoutSeconds: 60,
    });
    expect(runs).toEqual([
      { attempt: 1, isLast: true },
      { attempt: 2, isLast: true },
    ]);
  } finally {
    proxy.feel('well');
    await process.close();
    await proxy.close();
  }
});
