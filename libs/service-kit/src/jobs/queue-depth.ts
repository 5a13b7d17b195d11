import { setTimeout as delay } from 'node:timers/promises';
import { identifier } from '@ai-teacher/contracts/text.ts';
import type { BatchObservableResult } from '@opentelemetry/api';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { gauge, whenScraped } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';
import { maxSilentFailures } from './attempt-policy.ts';
import { supersededCondition } from './attempts/superseded.ts';

/** The result of a query is reused for this time, so that frequent reads of the metrics cost no queries. */
const cacheMilliseconds = 2_000;
/**
 * After this time the metrics are reported without the queue, so the other metrics do not wait for the
 * database.
 */
const queryTimeoutMilliseconds = 1_000;

const states = ['due', 'scheduled', 'running', 'failed'] as const;

const superseded = supersededCondition('job');

/**
 * A job without remaining attempts stays in its table and is neither due nor scheduled. A superseded job
 * counts while it runs only.
 */
const depthQuery = `
  select task.identifier as task,
    count(*) filter (where attempts < max_attempts and locked_by is null and run_at <= now())::int as due,
    count(*) filter (where attempts < max_attempts and locked_by is null and run_at > now())::int as scheduled,
    count(*) filter (where locked_by is not null)::int as running,
    count(*) filter (where attempts >= max_attempts and locked_by is null and not ${superseded})::int as failed,
    coalesce(extract(epoch from now() - min(run_at)
      filter (where attempts < max_attempts and locked_by is null and run_at <= now())), 0)::float8 as oldest_due,
    count(*) filter (where last_error is not null and not ${superseded}
      and attempts - (locked_by is not null)::int >= least(max_attempts, ${maxSilentFailures + 1}))::int as failing
  from graphile_worker._private_jobs job
  join graphile_worker._private_tasks task on task.id = job.task_id
  group by task.identifier`;

const count = z.int().min(0);
const queueOfTask = z.object({
  task: identifier(),
  due: count,
  scheduled: count,
  running: count,
  failed: count,
  oldest_due: z.number().min(0),
  failing: count,
});
type QueueOfTask = z.output<typeof queueOfTask>;

const emptyQueue = (task: string): QueueOfTask => ({
  task,
  due: 0,
  scheduled: 0,
  running: 0,
  failed: 0,
  oldest_due: 0,
  failing: 0,
});

/**
 * Reads the queue and caches the result for two seconds. While a query is running no other one is sent.
 * Otherwise a hanging database would take all connections of the workers.
 *
 * @returns undefined when the database does not answer within a second.
 */
const queueReader = (pool: Pool, logger: Logger): (() => Promise<QueueOfTask[] | undefined>) => {
  let latest: Promise<QueueOfTask[] | undefined> = Promise.resolve(undefined);
  let isQuerying = false;
  let cachedUntil = 0;
  const query = async (): Promise<QueueOfTask[] | undefined> => {
    try {
      return z.array(queueOfTask).parse((await pool.query(depthQuery)).rows);
    } catch (cause) {
      logger.warn({ err: cause }, 'the depth of the queue is unknown');
      return undefined;
    } finally {
      isQuerying = false;
    }
  };
  return () => {
    if (!isQuerying && performance.now() >= cachedUntil) {
      isQuerying = true;
      cachedUntil = performance.now() + cacheMilliseconds;
      latest = query();
    }
    return Promise.race([latest, delay(queryTimeoutMilliseconds, undefined, { ref: false })]);
  };
};

/**
 * Reports the queue of this service whenever the metrics are read, with at most one query every two seconds.
 * While the database is unavailable there are no values and no error.
 *
 * @param tasks names that are reported with 0 when they have no job.
 * @returns stop: call it before the pool ends.
 */
export const reportQueueDepth = ({
  pool,
  tasks,
  logger,
}: {
  pool: Pool;
  tasks: readonly string[];
  logger: Logger;
}): (() => void) => {
  const depth = gauge(metricCatalogue.jobs);
  const oldest = gauge(metricCatalogue.oldestDueJob);
  const failing = gauge(metricCatalogue.failingJobs);
  const read = queueReader(pool, logger);
  const report = (result: BatchObservableResult, queue: QueueOfTask): void => {
    const ofTask = { [attributeNames.messagingDestination]: queue.task };
    for (const state of states)
      result.observe(depth, queue[state], { ...ofTask, [attributeNames.jobState]: state });
    result.observe(oldest, queue.oldest_due, ofTask);
    result.observe(failing, queue.failing, ofTask);
  };
  return whenScraped([depth, oldest, failing], async (result) => {
    const queues = await read();
    if (queues === undefined) return;
    const present = new Set(queues.map(({ task }) => task));
    const absent = tasks.filter((task) => !present.has(task)).map(emptyQueue);
    for (const queue of [...queues, ...absent]) report(result, queue);
  });
};
