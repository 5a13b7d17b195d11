import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Job,
  type ParsedCronItem,
  type Runner,
  run,
  type TaskList,
  type Worker,
  type WorkerEvents,
} from 'graphile-worker';
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
const defaultPollMilliseconds = 2_000;

/**
 * A worker that looks for a job locks all free queues, and skips those that another worker has locked. One
 * notification wakes a worker of each pool, so a pool may find no queue free and miss the new job.
 */
const firstRepetitionMilliseconds = 20;
const maxRepetitions = 6;

/** The name under which a pool of workers locks its jobs. */
type LockName = string;

/** The locks and jobs that the workers of this process hold. */
export type Held = {
  /** The names under which they lock jobs. */
  readonly lockNames: Set<LockName>;
  /** The ids of the jobs that run. */
  readonly jobIds: Set<string>;
  /** The ids of jobs that have ended, with the time of the end, until their results are recorded. */
  readonly ended: Map<string, number>;
};

/**
 * Lets a worker that was notified and found no job look again soon, at growing intervals. Otherwise it would
 * find a job of a locked queue at its next poll.
 */
const lookAgain = (events: WorkerEvents, pollMilliseconds: number): void => {
  const looked = new Map<Worker, { readonly at: number; readonly repetitions: number }>();
  const timers = new Map<Worker, NodeJS.Timeout>();
  const released = new WeakSet<Worker>();
  const end = (worker: Worker): void => clearTimeout(timers.get(worker));
  events.on('worker:getJob:empty', ({ worker }) => {
    end(worker);
    const before = looked.get(worker);
    const now = performance.now();
    // A timer may be a little early.
    const isPoll = before === undefined || now - before.at >= 0.9 * pollMilliseconds;
    const repetitions = timers.delete(worker) && before !== undefined ? before.repetitions + 1 : 0;
    looked.set(worker, { at: now, repetitions });
    if (isPoll || repetitions >= maxRepetitions || released.has(worker)) return;
    const wait = firstRepetitionMilliseconds * 2 ** repetitions * (1 + Math.random());
    timers.set(
      worker,
      setTimeout(() => worker.nudge(), wait),
    );
  });
  events.on('job:start', ({ worker }) => {
    end(worker);
    timers.delete(worker);
  });
  // A released worker may still look, and refuses to be nudged.
  events.on('worker:release', ({ worker }) => {
    released.add(worker);
    end(worker);
  });
};

/** After this time another worker looks for a job, because the connection of the first one may have died. */
const maxLookMilliseconds = 5_000;

/** The flag of a job; undefined for a job of a release without flags. */
const flagOf = (job: Job): string | undefined => Object.keys(job.flags ?? {})[0];

/**
 * Divides workers over the flags of their jobs: each flag has a worker for itself, and one more worker runs
 * jobs of any flag. Therefore slow jobs of one flag cannot delay jobs of the others. One worker looks for a
 * job at a time, because two that look concurrently would both find jobs of the same flag.
 *
 * @returns the flags whose jobs the next worker must leave to others.
 */
const flagsToLeave = (events: WorkerEvents, flags: readonly string[]): (() => Promise<string[]>) => {
  const running = new Map<string, string | undefined>();
  let looking: PromiseWithResolvers<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const looked = (): void => {
    clearTimeout(timer);
    looking?.resolve();
    looking = undefined;
  };
  events.on('job:start', ({ job }) => {
    running.set(job.id, flagOf(job));
    looked();
  });
  events.on('job:complete', ({ job }) => running.delete(job.id));
  events.on('worker:getJob:empty', looked);
  events.on('worker:getJob:error', looked);
  return async () => {
    while (looking !== undefined) await looking.promise;
    looking = Promise.withResolvers();
    timer = setTimeout(looked, maxLookMilliseconds).unref();
    const occupied = new Set(running.values());
    const idle = flags.filter((flag) => !occupied.has(flag)).length;
    // Of all workers, this one and as many as there are idle flags must be free.
    const isShared = flags.length + 1 - running.size > idle;
    return isShared ? [] : flags.filter((flag) => occupied.has(flag));
  };
};

/**
 * Starts workers that run these tasks and no others. Their stop ends when the queue has recorded the result
 * of every job, because the queue does not wait for these statements itself.
 *
 * @param name of the pool in the log.
 * @param held receives the name under which the workers lock jobs, and the jobs that run.
 * @param hasQueues whether jobs of these tasks are in queues.
 * @param flags those that the jobs have; they decide the number of workers (`WorkerPool.flags`).
 * @returns their stop.
 */
export const startWorkerPool = async ({
  name,
  pool,
  taskList,
  concurrency,
  parsedCronItems,
  hasQueues,
  flags,
  pollMilliseconds = defaultPollMilliseconds,
  held,
  lifecycle,
  logger,
}: {
  name: string;
  pool: Pool;
  taskList: TaskList;
  concurrency: number;
  parsedCronItems: ParsedCronItem[];
  hasQueues: boolean;
  flags: readonly string[] | undefined;
  pollMilliseconds?: number | undefined;
  held: Held;
  lifecycle: Lifecycle;
  logger: Logger;
}): Promise<() => Promise<void>> => {
  const events = new EventEmitter() as WorkerEvents;
  const own = new Set<LockName>();
  events.on('pool:create', ({ workerPool }) => {
    own.add(workerPool.id);
    held.lockNames.add(workerPool.id);
  });
  events.on('job:start', ({ job }) => {
    held.ended.delete(job.id);
    held.jobIds.add(job.id);
  });
  events.on('job:complete', ({ job }) => {
    held.jobIds.delete(job.id);
    held.ended.set(job.id, performance.now());
  });
  if (hasQueues) lookAgain(events, pollMilliseconds);
  const runner = await run({
    pgPool: pool,
    taskList,
    ...(flags === undefined
      ? { concurrency }
      : { concurrency: flags.length + 1, forbiddenFlags: flagsToLeave(events, flags) }),
    noHandleSignals: true,
    pollInterval: pollMilliseconds,
    parsedCronItems,
    logger: queueLogger(logger),
    events,
    gracefulShutdownAbortTimeout: 4_000,
  });
  const isRunning = watchEnd(runner, { name, lifecycle, logger });
  return async () => {
    if (isRunning()) await runner.stop();
    await recordedResults({ pool, own, logger });
  };
};

/**
 * Stops pools concurrently, because each of them gives its jobs some seconds before it interrupts them. One
 * after another, they would exceed the time that a container has for its stop.
 *
 * @throws AggregateError when a pool did not stop, after all others have stopped.
 */
export const stopTogether = async (stops: readonly (() => Promise<void>)[]): Promise<void> => {
  const results = await Promise.allSettled(stops.map((stop) => stop()));
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (faults.length > 0) throw new AggregateError(faults, 'job workers did not stop');
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
