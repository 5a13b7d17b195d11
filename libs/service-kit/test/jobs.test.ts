import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { type MetricReadings, startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type Database } from '../src/database/database.ts';
import { enqueue, startWorkers, task } from '../src/jobs/jobs.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { currentRequestContext, runInRequestContext } from '../src/request-context.ts';
import { metricCatalogue } from '../src/telemetry/metrics.ts';
import { attributeNames } from '../src/telemetry/names.ts';

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

  it('that fails stores the kind of its error, and no words of people', async () => {
    const work = task(z.unknown(), async () => {
      throw Object.assign(new SyntaxError('zqpupilswords'), { code: '22P02', detail: 'zqpupilswords' });
    });
    await enqueueOne({ page: 1 });
    await startWorkers({ databaseUrl: own.url, tasks: { 'write-down': work }, lifecycle, logger });
    const stored = await waitUntil(
      async () => {
        const rows = await readRows(own.url, 'select last_error from graphile_worker._private_jobs');
        return rows[0]?.last_error ?? undefined;
      },
      { what: 'the stored error of the job', timeoutSeconds: 20 },
    );
    expect(stored).toContain('SyntaxError 22P02');
    expect(stored).not.toContain('zqpupilswords');
  });

  it('carries the id of the request that caused it', async () => {
    await enqueueOne({ page: 7 });
    const { runs, finished, tasks } = nextRun();
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    await finished;
    expect(runs).toEqual([{ data: { page: 7 }, requestId: 'the-request', attempt: 1 }]);
  });

  it('is repeated after a failed attempt', async () => {
    await enqueueOne({ page: 8 });
    const { runs, finished, tasks } = nextRun({ fail: 1 });
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    await finished;
    expect(runs.map((run) => run.attempt)).toEqual([1, 2]);
  });

  it('is taken over by another worker when its worker was killed', async () => {
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
    const heartbeatTiming = { beatSeconds: 1, deadAfterSeconds: 3 };
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks, heartbeatTiming });
    await finished;
    expect(runs).toEqual([{ data: { page: 9 }, requestId: 'the-request', attempt: 2 }]);
  });
});

describe('the metrics of jobs', () => {
  let readings: MetricReadings;
  beforeEach(() => {
    readings = startMetricReadings();
  });
  afterEach(() => readings.close());

  /** Value by state, for one task. */
  const depthOf = async (name: string) =>
    Object.fromEntries(
      (await readings.of(metricCatalogue.jobs))
        .filter(({ attributes }) => attributes['messaging.destination.name'] === name)
        .map(({ attributes, value }) => [attributes['aiteacher.job.state'], value]),
    );
  const nothing = { due: 0, scheduled: 0, running: 0, failed: 0 };

  it('report how many jobs are due, scheduled, running and failed, and how long the oldest has waited', async () => {
    const running = Promise.withResolvers<void>();
    const enough = Promise.withResolvers<void>();
    const hold = task(z.unknown(), async () => {
      running.resolve();
      await enough.promise;
    });
    await enqueueOne({ page: 1 });
    await startWorkers({
      databaseUrl: own.url,
      lifecycle,
      logger,
      tasks: { 'write-down': hold, 'never-used': hold },
      concurrency: 1,
    });
    await running.promise;
    await enqueueOne({ page: 2 });
    await enqueueOne({ page: 3 });
    await readRows(
      own.url,
      `update graphile_worker._private_jobs set run_at = case payload -> 'data' ->> 'page'
         when '2' then now() - interval '90 seconds' else now() + interval '1 hour' end
       where locked_by is null returning 1`,
    );
    expect(await depthOf('write-down')).toEqual({ ...nothing, due: 1, scheduled: 1, running: 1 });
    expect(await depthOf('never-used')).toEqual(nothing);
    const waited = await readings.of(metricCatalogue.oldestDueJob);
    const ofTask = { 'messaging.destination.name': 'write-down' };
    expect(waited).toContainEqual({ attributes: ofTask, value: expect.any(Number) });
    const [seconds] = waited.filter(
      ({ attributes }) => attributes[attributeNames.messagingDestination] === 'write-down',
    );
    expect(seconds?.value).toBeGreaterThanOrEqual(90);
    enough.resolve();
  });

  it('report the duration of every attempt, by task and result', async () => {
    await enqueueOne({ page: 8 });
    const { finished, tasks } = nextRun({ fail: 1 });
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    await finished;
    await lifecycle.close();
    const job = { 'messaging.system': 'graphile_worker', 'messaging.destination.name': 'write-down' };
    const once = { count: 1, sum: expect.any(Number) };
    expect(await readings.of(metricCatalogue.jobDuration)).toEqual([
      { attributes: { ...job, 'aiteacher.job.result': 'failed', 'error.type': 'Error' }, value: once },
      { attributes: { ...job, 'aiteacher.job.result': 'done' }, value: once },
    ]);
  });

  it('report no values and no error while the database is unavailable', async () => {
    const { tasks } = nextRun();
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    await readRows(own.url, 'alter table graphile_worker._private_jobs rename to gone');
    expect(await readings.of(metricCatalogue.jobs)).toEqual([]);
    await readRows(own.url, 'alter table graphile_worker.gone rename to _private_jobs');
  });
});
