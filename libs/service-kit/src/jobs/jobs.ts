import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  type JobHelpers,
  makeWorkerUtils,
  parseCronItems,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import pg from 'pg';
import { z } from 'zod';
import type { EntityManager } from '../database/database.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { currentRequestContext, runInRequestContext } from '../request-context.ts';
import { histogram } from '../telemetry/instruments.ts';
import { loggedError } from '../telemetry/logged-error.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames, jobSystem, spanCatalogue } from '../telemetry/names.ts';
import { currentTraceparent, errorType, startSpanFrom, withRequestIdBaggage } from '../telemetry/spans.ts';
import { type HeartbeatTiming, startHeartbeat } from './heartbeat.ts';
import { reportQueueDepth } from './queue-depth.ts';
import { queueLogger } from './queue-logger.ts';

/** The payload of every job: its data, and the request that caused it. */
const jobPayload = z.object({
  // A job of the timetable has no request.
  requestId: z.string().default(() => randomUUID()),
  traceparent: z.string().nullable().default(null),
  data: z.unknown(),
});

export type JobOptions = {
  /** Jobs with the same key replace one another while none has started. */
  readonly key?: string;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
  /**
   * Attempts until the job counts as failed. Default: 12, about an hour and a half with the queue's back-off.
   */
  readonly maxAttempts?: number;
  readonly runAt?: Date;
};

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
  { key, queue, maxAttempts = 12, runAt }: JobOptions = {},
): Promise<void> => {
  const payload = {
    requestId: currentRequestContext()?.requestId ?? randomUUID(),
    traceparent: currentTraceparent() ?? null,
    data,
  };
  await em.execute(
    `select from graphile_worker.add_job(?, payload := ?::json, queue_name := ?, run_at := ?::timestamptz,
       max_attempts := ?, job_key := ?)`,
    [task, JSON.stringify(payload), queue ?? null, runAt?.toISOString() ?? null, maxAttempts, key ?? null],
  );
};

export type JobRun = {
  /** Counted from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
};

export type Task = {
  readonly run: (data: unknown, job: JobRun) => Promise<void>;
};

/**
 * Creates a task that parses its payload and calls the use case. A failed attempt is repeated with back-off.
 */
export const task = <Schema extends z.ZodType>(
  schema: Schema,
  work: (data: z.output<Schema>, job: JobRun) => Promise<void>,
): Task => ({
  run: (data, job) => work(schema.parse(data), job),
});

/**
 * The queue stores the message of a failed attempt (`last_error`) and logs it. The message of a database or a
 * library may quote a person, so the queue receives the kind and the place of the failure.
 */
const storedError = (error: unknown): Error => {
  const { type, code, message, stack = '' } = loggedError(error);
  const stored = new Error([type, code, message].filter((part) => part !== undefined).join(' '));
  stored.stack = `${stored.message}\n${stack}`;
  return stored;
};

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
      await work.run(data, { attempt: attempts, maxAttempts, signal });
      const milliseconds = performance.now() - startedAt;
      logger.info({ ...line, durationMs: Math.round(milliseconds) }, 'job done');
      duration.record(milliseconds / 1_000, { ...job, [attributeNames.jobResult]: 'done' });
    } catch (error) {
      const final = attempts >= maxAttempts;
      logger.warn({ ...line, err: error, final }, 'job failed');
      duration.record((performance.now() - startedAt) / 1_000, {
        ...job,
        [attributeNames.jobResult]: final ? 'given-up' : 'failed',
        [attributeNames.errorType]: errorType(error),
      });
      throw storedError(error);
    }
  };
  await runInRequestContext({ requestId, signal }, () =>
    withRequestIdBaggage(requestId, () =>
      startSpanFrom(traceparent ?? undefined, spanCatalogue.runJob.name(name), runAndLog, attributes),
    ),
  );
};

/** A task and its schedule in the syntax of crontab(5), in UTC. */
export type TimetableEntry = { readonly task: string; readonly match: string };

/**
 * Starts this process's workers on the service's own database.
 *
 * @param tasks by the name that `enqueue` uses.
 * @param timetable repeated tasks without data; exactly one of the replicas runs each of them.
 * @param concurrency maximum number of concurrent jobs in this process; default: 2.
 */
export const startWorkers = async ({
  databaseUrl,
  tasks,
  timetable = [],
  lifecycle,
  logger,
  concurrency = 2,
  heartbeatTiming,
}: {
  databaseUrl: string;
  tasks: Readonly<Record<string, Task>>;
  timetable?: readonly TimetableEntry[];
  lifecycle: Lifecycle;
  logger: Logger;
  concurrency?: number;
  heartbeatTiming?: HeartbeatTiming;
}): Promise<void> => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 3,
    connectionTimeoutMillis: 5_000,
  });
  const broken = (error: Error): void => logger.warn({ err: error }, 'a connection of the queue failed');
  pool.on('error', broken);
  pool.on('connect', (client) => client.on('error', broken));
  const taskList: TaskList = {};
  for (const [name, work] of Object.entries(tasks)) taskList[name] = runTask(name, work, logger);
  const events = new EventEmitter() as WorkerEvents;
  const workerIds = new Set<string>();
  events.on('worker:create', ({ worker }) => workerIds.add(worker.workerId));
  const utils = await makeWorkerUtils({
    pgPool: pool,
    logger: queueLogger(logger),
  });
  const runner = await run({
    pgPool: pool,
    taskList,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1_000,
    parsedCronItems: parseCronItems([...timetable]),
    logger: queueLogger(logger),
    events,
    gracefulShutdownAbortTimeout: 4_000,
  });
  const heartbeat = startHeartbeat({
    pool,
    poolId: randomUUID(),
    workerIds: () => [...workerIds],
    unlock: (dead) => utils.forceUnlockWorkers(dead),
    logger,
    ...(heartbeatTiming === undefined ? {} : { heartbeatTiming }),
  });
  const stopReporting = reportQueueDepth({ pool, tasks: Object.keys(tasks), logger });
  lifecycle.onClose('job workers', async () => {
    stopReporting();
    await runner.stop();
    await heartbeat.stop();
    await utils.release();
    await pool.end();
  });
};
