import { randomUUID } from 'node:crypto';
import { identifier } from '@ai-teacher/contracts/text.ts';
import type { JobHelpers } from 'graphile-worker';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { runInRequestContext } from '../request-context.ts';
import { histogram } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames, jobSystem, spanCatalogue } from '../telemetry/names.ts';
import { errorType, startSpanFrom, withRequestIdBaggage } from '../telemetry/spans.ts';
import { resultOfFailure } from './attempts/last-attempt.ts';
import { storedError } from './queue-logger.ts';

/** The payload of every job: its data, and the request that caused it. */
const jobPayload = z.object({
  // A job of the timetable has no request.
  requestId: identifier().default(() => randomUUID()),
  traceparent: identifier().nullable().default(null),
  // A job of the timetable has no data, and neither had those that an earlier version enqueued.
  data: z.unknown().default(() => ({})),
});

export type JobRun = {
  /** Counted from 1. */
  readonly attempt: number;
  /**
   * Whether the job is given up when this run fails, unless PostgreSQL is unavailable. A run that the stop of
   * its process interrupts is never the last one, because it is no attempt.
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

/** Runs a task as the queue calls it, and reports the result. */
export const runTask =
  (name: string, work: Task, logger: Logger) => async (given: unknown, helpers: JobHelpers) => {
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
        const result = await resultOfFailure(helpers, error);
        if (result === 'given-up') logger.error({ ...line, err: error }, 'job given up');
        else if (result === 'interrupted') logger.info({ ...line, err: error }, 'job interrupted');
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
