import { randomUUID } from 'node:crypto';
import { identifier } from '@ai-teacher/contracts/text.ts';
import { type JobHelpers, makeWorkerUtils } from 'graphile-worker';
import { z } from 'zod';
import type { EntityManager } from '../database/database.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { currentRequestContext, runInRequestContext } from '../request-context.ts';
import { histogram } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames, jobSystem, spanCatalogue } from '../telemetry/names.ts';
import { currentTraceparent, errorType, startSpanFrom, withRequestIdBaggage } from '../telemetry/spans.ts';
import { attemptPolicy } from './attempt-policy.ts';
import { type HeartbeatTiming, startHeartbeat } from './heartbeat.ts';
import { resultOfFailure } from './last-attempt.ts';
import { reportQueueDepth } from './queue-depth.ts';
import { queueLogger, storedError } from './queue-logger.ts';
import { openQueuePool } from './queue-pool.ts';
import { cronItemsOf, type TimetableEntry } from './timetable.ts';
import { type Held, startWorkerPool, stopTogether } from './worker-pool.ts';

const defaultConcurrency = 2;
/** Each pool of workers holds one connection for notifications. Their short statements use these. */
const sparePlaces = 2;
/** The largest priority of the queue, with room for jobs that run after all turns. */
const maxTurn = 30_000;

/** The payload of every job: its data, and the request that caused it. */
const jobPayload = z.object({
  // A job of the timetable has no request.
  requestId: identifier().default(() => randomUUID()),
  traceparent: identifier().nullable().default(null),
  // A job of the timetable has no data, and neither had those that an earlier version enqueued.
  data: z.unknown().default(() => ({})),
});

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
  await em.execute(
    `select from graphile_worker.add_job(?, payload := ?::json, queue_name := ?, run_at := ?::timestamptz,
       max_attempts := ?, job_key := ?, flags := string_to_array(?, ','), priority := ${turn})`,
    [
      ...[task, JSON.stringify(payload), queue ?? null, runAt?.toISOString() ?? null, maxAttempts],
      ...[key ?? null, flag ?? null],
      ...(owner === undefined ? [priority] : [owner, task]),
    ],
  );
};

export type JobRun = {
  /** Counted from 1. */
  readonly attempt: number;
  /**
   * Whether the job is given up when this run fails. A run that the stop of its process interrupts is never
   * the last one.
   */
  readonly isLast: () => boolean;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
};

export type Task = {
  readonly run: (data: unknown, job: JobRun) => Promise<void>;
  /** Whether the schema of the task accepts this data. */
  readonly accepts: (data: unknown) => boolean;
};

/**
 * Creates a task that parses its payload and calls the use case. A failed attempt is repeated with back-off.
 */
export const task = <Schema extends z.ZodType>(
  schema: Schema,
  work: (data: z.output<Schema>, job: JobRun) => Promise<void>,
): Task => ({
  run: (data, job) => work(schema.parse(data), job),
  accepts: (data) => schema.safeParse(data).success,
});

const runTask = (name: string, work: Task, logger: Logger) => async (given: unknown, helpers: JobHelpers) => {
  const { requestId, traceparent, data } = jobPayload.parse(given);
  const { attempts, max_attempts: maxAttempts, id } = helpers.job;
  const signal = helpers.abortSignal ?? new AbortController().signal;
  const job = { [attributeNames.messagingSystem]: jobSystem, [attributeNames.messagingDestination]: name };
  const attributes = {
    ...job,
    [attributeNames.messagingOperation]: 'process',
    [attributeNames.messagingAttempt]: attempts,
  };
  const duration = histogram(metricCatalogue.jobDuration);
  const runAndLog = async (): Promise<void> => {
    const startedAt = performance.now();
    const line = { task: name, jobId: id, attempt: attempts };
    try {
      const isLast = (): boolean => attempts >= maxAttempts && !signal.aborted;
      await work.run(data, { attempt: attempts, isLast, signal });
      const milliseconds = performance.now() - startedAt;
      logger.info({ ...line, durationMs: Math.round(milliseconds) }, 'job done');
      duration.record(milliseconds / 1_000, { ...job, [attributeNames.jobResult]: 'done' });
    } catch (error) {
      const milliseconds = performance.now() - startedAt;
      const result = await resultOfFailure(helpers);
      if (result === 'given-up') logger.error({ ...line, err: error }, 'job given up');
      else logger.warn({ ...line, err: error }, `job ${result}`);
      duration.record(milliseconds / 1_000, {
        ...job,
        [attributeNames.jobResult]: result,
        [attributeNames.errorType]: errorType(error),
      });
      // A superseded job ends like a successful one: the queue deletes it.
      if (result !== 'superseded') throw storedError(error);
    }
  };
  await runInRequestContext({ requestId, signal }, () =>
    withRequestIdBaggage(requestId, () =>
      startSpanFrom(traceparent ?? undefined, spanCatalogue.runJob.name(name), runAndLog, attributes),
    ),
  );
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
  const utils = await makeWorkerUtils({ pgPool: pool, logger: queueLogger(logger) });
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
  const shared = { pool, pollMilliseconds, held, lifecycle, logger };
  const stops: (() => Promise<void>)[] = [];
  lifecycle.onClose('job workers', () => stopTogether(stops));
  for (const [name, { tasks: ofPool, concurrency: places = defaultConcurrency, hasQueues, flags }] of pools) {
    const taskList = Object.entries(ofPool).map(
      ([task, work]) => [task, runTask(task, work, logger)] as const,
    );
    const options = { ...shared, name, flags, concurrency: places, hasQueues: hasQueues === true };
    const cronItems = name === 'main' ? parsedCronItems : [];
    const given = { ...options, taskList: Object.fromEntries(taskList), parsedCronItems: cronItems };
    stops.push(await startWorkerPool(given));
  }
  lifecycle.onClose('depth of the queue', reportQueueDepth({ pool, tasks: taskNames, logger }));
};
