import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { type StoreProxy, startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { type MetricReadings, startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type Database } from '../src/database/database.ts';
import { enqueue, startWorkers, task } from '../src/jobs/jobs.ts';
import { openQueuePool } from '../src/jobs/queue-pool.ts';
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

describe('a pool with queues', () => {
  it('finds a job whose queue was locked when the pool was notified, without a poll', async () => {
    const { runs, finished, tasks } = nextRun();
    await startWorkers({
      databaseUrl: own.url,
      tasks: {},
      ownPools: { queued: { tasks, hasQueues: true } },
      pollMilliseconds: 3_600_000,
      lifecycle,
      logger,
    });
    const queued = (page: number) =>
      database.unitOfWork((em) => em).run((em) => enqueue(em, 'write-down', { page }, { queue: 'one' }));
    await queued(1);
    await finished;
    await database
      .unitOfWork((em) => em)
      .run(async (em) => {
        await em.execute('select from graphile_worker._private_job_queues for update');
        await queued(2);
        await delay(30);
      });
    await waitUntil(() => runs.length === 2, { what: 'the second job', timeoutSeconds: 30 });
    expect(runs.map(({ data }) => data)).toEqual([{ page: 1 }, { page: 2 }]);
  });
});

/** Starts the workers through a proxy, which refuses connections until the workers say that they wait. */
const startWhileRefused = async (refuse: (proxy: StoreProxy) => Lifecycle): Promise<void> => {
  const proxy = await startStoreProxy(own.url);
  const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
  const written: string[] = [];
  const output = { write: (line: string) => void written.push(line) };
  const { finished, tasks } = nextRun();
  await enqueueOne({ page: 1 });
  const starting = startWorkers({
    databaseUrl,
    tasks,
    lifecycle: refuse(proxy),
    logger: createLogger({ service: 'jobs-test', level: 'warn', output }),
  });
  try {
    await waitUntil(async () => written.some((line) => line.includes('does not accept connections yet')), {
      what: 'a refused connection',
      timeoutSeconds: 20,
    });
    proxy.feel('well');
    await starting;
    await finished;
  } finally {
    await lifecycle.close();
    await proxy.close();
  }
};

describe('startWorkers', () => {
  it('waits for a database that accepts no connections yet', () =>
    startWhileRefused((proxy) => {
      proxy.feel('away');
      return lifecycle;
    }));

  it('waits for a database that accepts no further connections in the middle of the start', () =>
    startWhileRefused((proxy) => {
      // The heartbeat begins between the first connection and those of the workers.
      const onClose: Lifecycle['onClose'] = (what, close) => {
        if (what.startsWith('heartbeat')) proxy.feel('away');
        lifecycle.onClose(what, close);
      };
      return { ...lifecycle, onClose };
    }));
});

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

describe('a running job', () => {
  it('is left to its living worker, however long it runs', async () => {
    await enqueueOne({ page: 10 });
    const enough = Promise.withResolvers<void>();
    const attempts: number[] = [];
    const hold = task(z.unknown(), async (_, { attempt }) => {
      attempts.push(attempt);
      await enough.promise;
    });
    const heartbeatTiming = { beatSeconds: 0.1, deadAfterSeconds: 0.5 };
    const workers = { databaseUrl: own.url, lifecycle, logger, heartbeatTiming };
    await startWorkers({ ...workers, tasks: { 'write-down': hold } });
    await waitUntil(async () => (await readRows(own.url, lockedLongerThan, [3])).length === 1, {
      what: 'a job that has run for six times the silence of a dead worker',
      timeoutSeconds: 20,
    });
    expect(attempts).toEqual([1]);
    enough.resolve();
  });
  const lockedLongerThan = `select from graphile_worker._private_jobs
    where locked_at < now() - make_interval(secs => $1)`;
});

describe('while PostgreSQL is unavailable', () => {
  it('the queue repeats the statements of every connection, the first one included', async () => {
    const proxy = await startStoreProxy(own.url);
    const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
    try {
      const pool = await openQueuePool(databaseUrl, { size: 2, lifecycle, logger });
      const clients = [await pool.connect(), await pool.connect()];
      proxy.feel('away');
      const failures = await Promise.allSettled(clients.map((client) => client.query('select 1')));
      for (const client of clients) client.release(true);
      const repeated = { status: 'rejected', reason: expect.objectContaining({ code: '57P03' }) };
      expect(failures).toEqual([repeated, repeated]);
      await expect(pool.connect()).rejects.toMatchObject({ code: '57P03' });
    } finally {
      await lifecycle.close();
      await proxy.close();
    }
  });

  it('the queue replaces connections without an answer, because a host may have died silently', async () => {
    const proxy = await startStoreProxy(own.url);
    const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
    try {
      const pool = await openQueuePool(databaseUrl, { size: 2, answerMilliseconds: 500, lifecycle, logger });
      // As the queue does.
      const ask = async () => {
        const client = await pool.connect();
        try {
          return await client.query('select 1 as one');
        } finally {
          client.release();
        }
      };
      const all = () => Promise.allSettled([ask(), ask(), ask()]);
      const answered = { status: 'fulfilled', value: expect.objectContaining({ rowCount: 1 }) };
      expect(await all()).toEqual([answered, answered, answered]);
      proxy.feel('silent');
      const repeated = { status: 'rejected', reason: expect.objectContaining({ code: '57P03' }) };
      expect(await all()).toEqual([repeated, repeated, repeated]);
      proxy.feel('well');
      expect(await all()).toEqual([answered, answered, answered]);
    } finally {
      await lifecycle.close();
      await proxy.close();
    }
  });

  it.each([
    ['success', 0],
    ['failure', 1],
  ])('the %s of a job is recorded later, and the process continues', async (_, fail) => {
    const proxy = await startStoreProxy(own.url);
    const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
    const { runs, tasks } = nextRun({ fail });
    const work = task(z.strictObject({ page: z.int() }), async (data, run) => {
      if (run.attempt === 1) proxy.feel('away');
      await tasks['write-down'].run(data, run);
    });
    await enqueueOne({ page: 1 });
    try {
      await startWorkers({ databaseUrl, tasks: { 'write-down': work }, lifecycle, logger });
      await waitUntil(async () => runs.length === 1, { what: 'the first attempt', timeoutSeconds: 20 });
      await delay(500);
      proxy.feel('well');
      const left = async () =>
        (await readRows(own.url, 'select from graphile_worker._private_jobs')).length === 0;
      await waitUntil(left, { what: 'the recorded result', timeoutSeconds: 30 });
      expect(runs.map(({ attempt }) => attempt)).toEqual(fail === 0 ? [1] : [1, 2]);
    } finally {
      await lifecycle.close();
      await proxy.close();
    }
  });
});

describe('after an outage of PostgreSQL', () => {
  it('a process leaves the jobs of other processes alone until their heartbeats can have arrived', async () => {
    const proxy = await startStoreProxy(own.url);
    const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
    const { runs, finished, tasks } = nextRun();
    const heartbeatTiming = { beatSeconds: 0.2, deadAfterSeconds: 2 };
    const beats = (which: string) =>
      readRows(
        own.url,
        `select seen_at from job_worker_heartbeat where pool_id ${which} 'other'
           and seen_at > now() - interval '2 seconds'`,
      );
    const beat = async (before?: unknown): Promise<unknown> => {
      const latest = await waitUntil(
        async () => {
          const [row] = await beats('<>');
          return String(row?.seen_at) === String(before) ? false : row?.seen_at;
        },
        { what: 'a heartbeat', timeoutSeconds: 20, everyMilliseconds: 20 },
      );
      return latest;
    };
    try {
      await startWorkers({ databaseUrl, tasks, lifecycle, logger, heartbeatTiming });
      await beat();
      await readRows(own.url, `insert into job_worker_heartbeat values ('other', array['other'], now())`);
      await database
        .unitOfWork((em) => em)
        .run(async (em) => {
          await enqueue(em, 'write-down', { page: 1 });
          await em.execute(`update graphile_worker._private_jobs
            set locked_by = 'other', locked_at = now() - interval '1 hour', attempts = 1`);
        });
      proxy.feel('away');
      const isOutage = async () => (await beats('=')).length + (await beats('<>')).length === 0;
      await waitUntil(isOutage, { what: 'an outage without heartbeats', timeoutSeconds: 20 });
      proxy.feel('well');
      // A process releases jobs after its heartbeat, so the first one after the outage has done so, if ever.
      await beat(await beat(undefined));
      expect(await readRows(own.url, 'select locked_by from graphile_worker._private_jobs')).toEqual([
        { locked_by: 'other' },
      ]);
      expect(runs).toEqual([]);
      // The other process sends no heartbeat after the outage, so it is dead.
      await finished;
      expect(runs.map(({ attempt }) => attempt)).toEqual([2]);
    } finally {
      await lifecycle.close();
      await proxy.close();
    }
  });
});

describe('a long job that ends during an outage of PostgreSQL', () => {
  it('waits for the record of its result, and does not run again', async () => {
    const proxy = await startStoreProxy(own.url);
    const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
    const attempts: number[] = [];
    const ended = Promise.withResolvers<void>();
    const lockedForLong = `select from graphile_worker._private_jobs where locked_at < now() - interval '1 second'`;
    const work = task(z.unknown(), async (_, { attempt }) => {
      attempts.push(attempt);
      if (attempt > 1) return;
      await waitUntil(async () => (await readRows(own.url, lockedForLong)).length === 1, {
        what: 'a job that has run for longer than the silence of a dead worker',
        timeoutSeconds: 20,
      });
      proxy.feel('away');
      ended.resolve();
    });
    await enqueueOne({ page: 1 });
    try {
      const heartbeatTiming = { beatSeconds: 0.1, deadAfterSeconds: 1 };
      await startWorkers({ databaseUrl, tasks: { 'write-down': work }, lifecycle, logger, heartbeatTiming });
      await ended.promise;
      await delay(500);
      proxy.feel('well');
      const left = async () =>
        (await readRows(own.url, 'select from graphile_worker._private_jobs')).length === 0;
      await waitUntil(left, { what: 'the recorded result', timeoutSeconds: 30 });
      expect(attempts).toEqual([1]);
    } finally {
      await lifecycle.close();
      await proxy.close();
    }
  });
});

describe('a job that its living workers do not know', () => {
  it('is released, because the connection may have ended after the commit that took it', async () => {
    const { runs, finished, tasks } = nextRun();
    const heartbeatTiming = { beatSeconds: 1, deadAfterSeconds: 2 };
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks, heartbeatTiming });
    const lockName = async () =>
      (await readRows(own.url, 'select worker_ids[1] as name from job_worker_heartbeat'))[0]?.name ??
      undefined;
    await waitUntil(async () => (await lockName()) !== undefined, {
      what: 'a heartbeat',
      timeoutSeconds: 20,
    });
    await database
      .unitOfWork((em) => em)
      .run(async (em) => {
        await enqueue(em, 'write-down', { page: 1 }, { queue: 'one' });
        const taken = `set locked_by = (select worker_ids[1] from job_worker_heartbeat), locked_at = now()`;
        await em.execute(`update graphile_worker._private_jobs ${taken}, attempts = 1`);
        await em.execute(`update graphile_worker._private_job_queues ${taken}`);
      });
    await finished;
    expect(runs.map(({ attempt }) => attempt)).toEqual([2]);
  });
});

describe('the stop of the workers', () => {
  const connections = () =>
    readRows(
      own.url,
      'select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );

  /** A process of the server ends after its client has closed the connection, later on a busy machine. */
  const noConnection = () =>
    waitUntil(async () => (await connections()).length === 0, {
      what: 'the end of every connection',
      timeoutSeconds: 20,
    });

  it('waits until the queue has recorded the results of the last jobs', async () => {
    for (const page of [1, 2, 3]) await enqueueOne({ page });
    const taken = Promise.withResolvers<void>();
    const fail = task(z.unknown(), async (_, { signal }) => {
      taken.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      throw new Error('the process stops');
    });
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks: { 'write-down': fail } });
    await taken.promise;
    await lifecycle.close();
    const locked = 'select from graphile_worker._private_jobs where locked_by is not null';
    expect(await readRows(own.url, locked)).toEqual([]);
    await noConnection();
  });

  it('interrupts the jobs of all pools concurrently, so that a stop lasts no longer with more pools', async () => {
    const started = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const interrupted = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const untilBothStop = (place: number) =>
      task(z.unknown(), async (_, { signal }) => {
        signal.addEventListener('abort', () => interrupted[place]?.resolve(), { once: true });
        started[place]?.resolve();
        await Promise.all(interrupted.map(({ promise }) => promise));
      });
    await startWorkers({
      databaseUrl: own.url,
      lifecycle,
      logger,
      tasks: { 'write-down': untilBothStop(0) },
      ownPools: { deliveries: { tasks: { deliver: untilBothStop(1) } } },
    });
    await enqueueOne({ page: 1 });
    await database.unitOfWork((em) => em).run((em) => enqueue(em, 'deliver', {}));
    await Promise.all(started.map(({ promise }) => promise));
    await lifecycle.close();
    expect(await readRows(own.url, 'select from graphile_worker._private_jobs')).toEqual([]);
    await noConnection();
  }, 30_000);

  it('closes the heartbeat and every connection although its workers had ended by themselves', async () => {
    const { tasks } = nextRun();
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    await waitUntil(async () => (await readRows(own.url, heartbeats)).length === 1, {
      what: 'the first heartbeat',
      timeoutSeconds: 20,
    });
    await waitUntil(async () => (await connections()).some(({ query }) => /listen/i.test(String(query))), {
      what: 'the connection for notifications',
      timeoutSeconds: 20,
    });
    // The queue ends its workers when another version migrates its tables.
    await readRows(own.url, `select pg_notify('worker:migrate', '{"breaking":true}')`);
    await waitUntil(async () => !(await connections()).some(({ query }) => /^listen/i.test(String(query))), {
      what: 'the end of the workers',
      timeoutSeconds: 20,
    });
    process.exitCode = undefined;
    await lifecycle.close();
    expect(await readRows(own.url, heartbeats)).toEqual([]);
    await noConnection();
  });
  const heartbeats = 'select from job_worker_heartbeat';
});

describe('the turns of owners', () => {
  const runInOrder = async (): Promise<unknown[]> => {
    const order: unknown[] = [];
    const [waiting] = await readRows(
      own.url,
      'select count(*)::int as jobs from graphile_worker._private_jobs',
    );
    const finished = Promise.withResolvers<void>();
    const note = task(z.unknown(), async (data) => {
      order.push(data);
      if (order.length === waiting?.jobs) finished.resolve();
    });
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks: { note }, concurrency: 1 });
    await finished.promise;
    return order;
  };
  const enqueueOf = (owner: string, count: number) =>
    database
      .unitOfWork((em) => em)
      .run(async (em) => {
        for (let at = 1; at <= count; at += 1) await enqueue(em, 'note', `${owner}${at}`, { owner });
      });

  it('let one job of an owner wait for one job of another owner, not for all hundred', async () => {
    await enqueueOf('a', 100);
    await enqueueOf('b', 1);
    const order = await runInOrder();
    expect(order.slice(0, 4)).toEqual(['a1', 'b1', 'a2', 'a3']);
    expect(order).toHaveLength(101);
  });

  it('begin for a new owner at the first turn that still waits', async () => {
    await enqueueOf('a', 3);
    await readRows(own.url, 'delete from graphile_worker._private_jobs where priority < 2');
    await enqueueOf('b', 2);
    expect(await runInOrder()).toEqual(['a3', 'b1', 'b2']);
  });
});

describe('a pool of its own', () => {
  it('runs its jobs while jobs of other tasks occupy all other workers', async () => {
    const enough = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    let holding = 0;
    const hold = task(z.unknown(), async () => {
      holding += 1;
      if (holding === 2) full.resolve();
      await enough.promise;
    });
    const delivered = Promise.withResolvers<void>();
    const deliver = task(z.unknown(), async () => delivered.resolve());
    for (const page of [1, 2, 3, 4]) await enqueueOne({ page });
    await startWorkers({
      databaseUrl: own.url,
      lifecycle,
      logger,
      tasks: { 'write-down': hold },
      ownPools: { deliveries: { tasks: { deliver } } },
    });
    await full.promise;
    await database.unitOfWork((em) => em).run((em) => enqueue(em, 'deliver', {}));
    await delivered.promise;
    expect(holding).toBe(2);
    enough.resolve();
  });
});

describe('the timetable', () => {
  const start = (timetable: { task: string; match: string }[]) =>
    startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks: nextRun().tasks, timetable });

  it('with an entry whose task needs data is refused at the start', async () => {
    await expect(start([{ task: 'write-down', match: '* * * * *' }])).rejects.toThrow(
      'the task "write-down" of the timetable does not accept the data {}',
    );
  });

  it('with an entry that names no task is refused at the start', async () => {
    await expect(start([{ task: 'unknown', match: '* * * * *' }])).rejects.toThrow(
      'the timetable names "unknown", which is not a task',
    );
  });
});

/** A job that runs until `fail` is called, and a newer one with its key. */
const supersedeRunning = async () => {
  const unitOfWork = database.unitOfWork((em) => em);
  const enqueueKeyed = (page: number) =>
    unitOfWork.run((em) => enqueue(em, 'write-down', { page }, { key: 'the page', maxAttempts: 5 }));
  const running = Promise.withResolvers<void>();
  const failure = Promise.withResolvers<void>();
  const newer = Promise.withResolvers<void>();
  const runs: string[] = [];
  const work = task(z.strictObject({ page: z.int() }), async ({ page }, { attempt }) => {
    runs.push(`page ${page}, attempt ${attempt}`);
    if (page === 2) return newer.resolve();
    running.resolve();
    await failure.promise;
    throw new Error('overtaken');
  });
  await enqueueKeyed(1);
  await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks: { 'write-down': work } });
  await running.promise;
  await enqueueKeyed(2);
  await newer.promise;
  return { runs, fail: failure.resolve };
};

describe('a job whose key a newer one took while it ran', () => {
  let readings: MetricReadings;
  beforeEach(() => {
    readings = startMetricReadings();
  });
  afterEach(() => readings.close());
  const queueQuery = 'select last_error from graphile_worker._private_jobs';

  it('leaves the queue when it fails, is not repeated, and counts as superseded', async () => {
    const { runs, fail } = await supersedeRunning();
    fail();
    await waitUntil(async () => (await readRows(own.url, queueQuery)).length === 0, {
      what: 'an empty queue',
      timeoutSeconds: 20,
    });
    await lifecycle.close();
    expect(runs).toEqual(['page 1, attempt 1', 'page 2, attempt 1']);
    const attempts = await readings.of(metricCatalogue.jobDuration);
    expect(attempts.map(({ attributes }) => attributes[attributeNames.jobResult]).sort()).toEqual([
      'done',
      'superseded',
    ]);
  });

  it('raises no alert when its worker was killed, unlike a job without a key in the same state', async () => {
    const { fail } = await supersedeRunning();
    await readRows(own.url, "update graphile_worker._private_jobs set locked_by = null, last_error = 'x'");
    const failed = async () => {
      const states = await readings.of(metricCatalogue.jobs);
      const [failing] = await readings.of(metricCatalogue.failingJobs);
      return {
        failed: states.find(({ attributes }) => attributes[attributeNames.jobState] === 'failed')?.value,
        failing: failing?.value,
      };
    };
    expect(await failed()).toEqual({ failed: 0, failing: 0 });
    await readRows(
      own.url,
      "update graphile_worker._private_jobs set payload = (payload::jsonb - 'key')::json",
    );
    await waitUntil(async () => (await failed()).failed === 1, {
      what: 'the job without a key among the failed ones',
      timeoutSeconds: 10,
    });
    expect(await failed()).toEqual({ failed: 1, failing: 1 });
    fail();
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

  it('count a job that failed more than three times, and one that was given up', async () => {
    for (const page of [3, 4, 5]) await enqueueOne({ page });
    const { tasks } = nextRun();
    await readRows(
      own.url,
      `update graphile_worker._private_jobs set run_at = now() + interval '1 hour', last_error = 'x',
         attempts = (payload -> 'data' ->> 'page')::int,
         max_attempts = case payload -> 'data' ->> 'page' when '5' then 5 else 8 end`,
    );
    await startWorkers({ databaseUrl: own.url, lifecycle, logger, tasks });
    const ofTask = { 'messaging.destination.name': 'write-down' };
    expect(await readings.of(metricCatalogue.failingJobs)).toEqual([{ attributes: ofTask, value: 2 }]);
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
