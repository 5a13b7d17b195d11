import { randomUUID } from 'node:crypto';
import { makeWorkerUtils } from 'graphile-worker';
import type { EntityManager } from '../database/database.ts';
import { whenAvailable } from '../database/when-available.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { currentRequestContext } from '../request-context.ts';
import { currentTraceparent } from '../telemetry/spans.ts';
import { attemptPolicy } from './attempt-policy.ts';
import { type HeartbeatTiming, startHeartbeat } from './heartbeat.ts';
import { reportQueueDepth } from './queue-depth.ts';
import { queueLogger } from './queue-logger.ts';
import { openQueuePool } from './queue-pool.ts';
import { isRetried } from './retried-failures.ts';
import { runTask, type Task } from './run-task.ts';
import { cronItemsOf, type TimetableEntry } from './timetable.ts';
import { type Held, startWorkerPool } from './worker-pool.ts';

export { type JobRun, type Task, task } from './run-task.ts';

const defaultConcurrency = 2;
/** Each pool of workers holds one connection for notifications. Their short statements use these. */
const sparePlaces = 2;
/** The largest priority of the queue, with room for jobs that run after all turns. */
const maxTurn = 30_000;
/**
 * `add_job` of graphile-worker 0.18 adds nothing, without an error, when a worker takes the earlier job with
 * the key at the same time. The next call sees that this job runs, and adds the new one.
 */
const maxAdditions = 5;

export type JobOptions = {
  /**
   * A job replaces the earlier one with its key. When the earlier one runs already, it ends its run and is
   * never repeated. Therefore the work of a job contains the work of all earlier jobs with its key.
   */
  readonly key?: string;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
  /** One of `WorkerPool.flags`. */
  readonly flag?: string;
  /** Attempts until the job is given up. Default: `attemptPolicy.work`. */
  readonly maxAttempts?: number;
  readonly runAt?: Date;
  /** The owner of the job. Owners take turns within a task, so no owner's jobs delay another owner. */
  readonly owner?: string;
  /** Jobs of lower priority run first. Default: 0, or the turn of the owner. */
  readonly priority?: number;
};

/**
 * The turn of an owner's next job, as its priority: one after the last waiting job of this owner, but not
 * before the first turn that waits. A new owner therefore waits for at most one job of each other owner.
 */
const turnOfOwner = `(
  select least(greatest(max(priority) filter (where payload ->> 'owner' = ?) + 1, min(priority), 0),
    ${maxTurn})::smallint
  from graphile_worker._private_jobs
  where task_id = (select id from graphile_worker._private_tasks where identifier = ?)
    and payload ->> 'owner' is not null and locked_at is null and attempts < max_attempts)`;

/**
 * Adds a job to the queue in the transaction of `em`, so the job exists if and only if the transaction
 * commits.
 *
 * @param task name of a task of this service.
 * @param data plain JSON; the task's schema parses it again.
 * @throws Error when the queue adds no job, so that the transaction is rolled back.
 */
export const enqueue = async (
  em: EntityManager,
  task: string,
  data: unknown,
  { key, queue, flag, maxAttempts = attemptPolicy.work, runAt, owner, priority = 0 }: JobOptions = {},
): Promise<void> => {
  const payload = {
    requestId: currentRequestContext()?.requestId ?? randomUUID(),
    traceparent: currentTraceparent() ?? null,
    data,
    ...(owner === undefined ? {} : { owner }),
    // Distinguishes a superseded job from one without a key.
    ...(key === undefined ? {} : { key }),
  };
  const turn = owner === undefined ? '?::smallint' : turnOfOwner;
  const add = async (): Promise<boolean> => {
    const [added] = await em.execute<{ id: string | null }[]>(
      `select id from graphile_worker.add_job(?, payload := ?::json, queue_name := ?,
         run_at := ?::timestamptz, max_attempts := ?, job_key := ?, flags := string_to_array(?, ','),
         priority := ${turn})`,
      [
        ...[task, JSON.stringify(payload), queue ?? null, runAt?.toISOString() ?? null, maxAttempts],
        ...[key ?? null, flag ?? null],
        ...(owner === undefined ? [priority] : [owner, task]),
      ],
    );
    return added !== undefined && added.id !== null;
  };
  for (let made = 0; made < maxAdditions; made += 1) if (await add()) return;
  throw new Error(`the queue did not add a job for ${task}`);
};

/** Tasks with workers of their own, so that they never wait behind jobs of other tasks. */
export type WorkerPool = {
  readonly tasks: Readonly<Record<string, Task>>;
  /** Maximum number of concurrent jobs in this process. Default: 2. */
  readonly concurrency?: number;
  /** Whether jobs of these tasks are in queues. */
  readonly hasQueues?: true;
  /** The jobs of each of these flags have a worker for themselves, and all share one more. */
  readonly flags?: readonly string[];
};

type Workers = {
  databaseUrl: string;
  tasks: WorkerPool['tasks'];
  timetable?: readonly TimetableEntry[];
  ownPools?: Readonly<Record<string, WorkerPool>>;
  lifecycle: Lifecycle;
  logger: Logger;
  concurrency?: number;
  heartbeatTiming?: HeartbeatTiming;
  /** How often a worker looks for jobs whose time has come. */
  pollMilliseconds?: number;
};

/**
 * Starts this process's workers on the service's own database. Every resource registers its own close, so a
 * fault of one leaves no other open.
 *
 * @param tasks by the name that `enqueue` uses; one pool of workers runs them.
 * @param timetable repeated tasks whose data is `{}`; exactly one of the replicas runs each of them.
 * @param ownPools further pools by name.
 * @param concurrency maximum number of concurrent jobs of `tasks` in this process; default: 2.
 */
export const startWorkers = async ({
  databaseUrl,
  tasks,
  timetable = [],
  ownPools = {},
  lifecycle,
  logger,
  concurrency = defaultConcurrency,
  heartbeatTiming,
  pollMilliseconds,
}: Workers): Promise<void> => {
  const pools = Object.entries<WorkerPool>({ main: { tasks, concurrency }, ...ownPools });
  const taskNames = pools.flatMap(([, { tasks: ofPool }]) => Object.keys(ofPool));
  const parsedCronItems = cronItemsOf(
    timetable,
    Object.assign({}, ...pools.map(([, { tasks: ofPool }]) => ofPool)),
  );
  const pool = await openQueuePool(databaseUrl, { size: pools.length + sparePlaces, lifecycle, logger });
  const utils = await whenAvailable(() => makeWorkerUtils({ pgPool: pool, logger: queueLogger(logger) }), {
    lifecycle,
    logger,
    isPassing: isRetried,
  });
  lifecycle.onClose('utilities of the queue', () => utils.release());
  const held: Held = { lockNames: new Set(), jobIds: new Set(), ended: new Map() };
  const heartbeat = startHeartbeat({
    pool,
    poolId: randomUUID(),
    held,
    unlock: (dead) => utils.forceUnlockWorkers(dead),
    logger,
    ...(heartbeatTiming === undefined ? {} : { heartbeatTiming }),
  });
  lifecycle.onClose('heartbeat of the job workers', heartbeat.stop);
  // All pools stop concurrently, because the job of each may take seconds until it ends.
  const stops: (() => Promise<void>)[] = [];
  lifecycle.onClose('job workers', async () => {
    const ends = await Promise.allSettled(stops.map((stop) => stop()));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  });
  const shared = { pool, pollMilliseconds, held, lifecycle, logger };
  for (const [name, { tasks: ofPool, concurrency: places = defaultConcurrency, hasQueues, flags }] of pools)
    stops.push(
      await startWorkerPool({
        ...{ ...shared, name, flags },
        taskList: Object.fromEntries(
          Object.entries(ofPool).map(([task, work]) => [task, runTask(task, work, logger)]),
        ),
        concurrency: places,
        parsedCronItems: name === 'main' ? parsedCronItems : [],
        hasQueues: hasQueues === true,
      }),
    );
  lifecycle.onClose('depth of the queue', reportQueueDepth({ pool, tasks: taskNames, logger }));
};
