import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ParsedCronItem, type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { queueLogger } from './queue-logger.ts';

/** After this time a stop no longer waits for the queue to record the results of the last jobs. */
const resultMilliseconds = 2_000;

/**
 * PostgreSQL notifies the workers of a new job. Polls find only jobs whose time has come. Every worker polls,
 * even in an idle service.
 */
const pollMilliseconds = 2_000;

/** The name under which a pool of workers locks its jobs. */
type LockName = string;

/** What the workers of this process hold. */
export type Held = {
  /** The names under which they lock jobs. */
  readonly lockNames: Set<LockName>;
  /** The ids of the jobs that run. */
  readonly jobIds: Set<string>;
};

/**
 * Starts workers that run these tasks and no others, and registers their stop. A stop ends when the queue has
 * recorded the result of every job, because the queue does not wait for these statements itself.
 *
 * @param name of the pool in the log.
 * @param held receives the name under which the workers lock jobs, and the jobs that run.
 */
export const startWorkerPool = async ({
  name,
  pool,
  taskList,
  concurrency,
  parsedCronItems,
  held,
  lifecycle,
  logger,
}: {
  name: string;
  pool: Pool;
  taskList: TaskList;
  concurrency: number;
  parsedCronItems: ParsedCronItem[];
  held: Held;
  lifecycle: Lifecycle;
  logger: Logger;
}): Promise<void> => {
  const events = new EventEmitter() as WorkerEvents;
  const own = new Set<LockName>();
  events.on('pool:create', ({ workerPool }) => {
    own.add(workerPool.id);
    held.lockNames.add(workerPool.id);
  });
  events.on('job:start', ({ job }) => held.jobIds.add(job.id));
  events.on('job:complete', ({ job }) => held.jobIds.delete(job.id));
  const runner = await run({
    pgPool: pool,
    taskList,
    concurrency,
    noHandleSignals: true,
    pollInterval: pollMilliseconds,
    parsedCronItems,
    logger: queueLogger(logger),
    events,
    gracefulShutdownAbortTimeout: 4_000,
  });
  const isRunning = watchEnd(runner, { name, lifecycle, logger });
  lifecycle.onClose(`job workers: ${name}`, async () => {
    if (isRunning()) await runner.stop();
    await recordedResults({ pool, own, logger });
  });
};

/** Reports workers that end by themselves. Such a runner refuses a second stop. */
const watchEnd = (
  runner: Runner,
  { name, lifecycle, logger }: { name: string; lifecycle: Lifecycle; logger: Logger },
): (() => boolean) => {
  let running = true;
  void runner.promise.finally(() => {
    running = false;
    if (!lifecycle.stopping()) logger.error({ pool: name }, 'the job workers ended by themselves');
  });
  return () => running;
};

const recordedResults = async ({
  pool,
  own,
  logger,
}: {
  pool: Pool;
  own: ReadonlySet<LockName>;
  logger: Logger;
}): Promise<void> => {
  const end = performance.now() + resultMilliseconds;
  for (;;) {
    const { rowCount } = await pool.query(
      'select from graphile_worker._private_jobs where locked_by = any ($1) limit 1',
      [[...own]],
    );
    if (rowCount === 0) return;
    if (performance.now() >= end) break;
    await delay(20);
  }
  logger.error('the workers stopped before the results of all jobs were recorded');
};
