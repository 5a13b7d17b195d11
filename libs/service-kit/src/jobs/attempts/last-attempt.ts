import { setTimeout as delay } from 'node:timers/promises';
import type { JobHelpers } from 'graphile-worker';
import type { Pool } from 'pg';
import { failureOf } from '../../database/database-failure.ts';
import { Problem } from '../../domain/problem.ts';
import { isSuperseded, supersededCondition } from './superseded.ts';

/**
 * SQL condition of a job without a further attempt.
 *
 * In its last attempt a job ends the thing that it works on: a document fails, a generation retains the items
 * that are stored. If its process is killed in that attempt, the job never runs again, and the thing stays in
 * progress. Therefore such a job gets one more.
 */
const isSpent = (job: string): string =>
  `(${job}.attempts >= ${job}.max_attempts and not ${supersededCondition(job)})`;

/** SQL assignment for `graphile_worker._private_jobs`: one more attempt for a job that has none left. */
export const oneMoreWhenSpent = (job: string): string =>
  `max_attempts = ${job}.max_attempts + ${isSpent(job)}::int`;

/** The stored error of a job whose worker died in its last attempt. */
const killedInLastAttempt = 'the process ended in the last attempt';

/**
 * Grants one more attempt to the jobs of dead workers that have none left. A job gets it once, because the
 * job itself may be what kills its process.
 *
 * @param workers the names under which the dead workers locked their jobs.
 */
export const grantAttempt = async (pool: Pool, workers: readonly string[]): Promise<void> => {
  await pool.query(
    `update graphile_worker._private_jobs job set ${oneMoreWhenSpent('job')}, last_error = $2
     where locked_by = any ($1) and ${isSpent('job')} and last_error is distinct from $2`,
    [workers, killedInLastAttempt],
  );
};

/** SQL condition of a job that the given worker has locked, and that no newer job replaces. */
const isHeld = `id = $1 and locked_by = $2 and not ${supersededCondition('job')}`;

/** Gives a job back to the queue, as if it had not been taken. Another worker may take it immediately. */
const giveBack = async ({ job, query }: JobHelpers): Promise<boolean> => {
  const { rowCount } = await query(
    `with given as (
       update graphile_worker._private_jobs job
       set attempts = greatest(attempts - 1, 0), locked_by = null, locked_at = null
       where ${isHeld} returning job_queue_id),
     queue as (
       update graphile_worker._private_job_queues set locked_by = null, locked_at = null
       where id in (select job_queue_id from given) and locked_by = $2)
     select from given`,
    [job.id, job.locked_by],
  ).catch(() => ({ rowCount: 0 }));
  return rowCount === 1;
};

/** A grant is repeated this often until PostgreSQL answers again. */
const repetitionMilliseconds = 1_000;
const maxRepetitions = 600;

/** Grants one more attempt to a job that has none left. Waits until PostgreSQL answers, or until the stop. */
const grantWhenAvailable = async ({ job, query, abortSignal }: JobHelpers): Promise<boolean> => {
  for (let made = 0; made < maxRepetitions && abortSignal?.aborted !== true; made += 1) {
    const { rowCount } = await query(
      `update graphile_worker._private_jobs job set ${oneMoreWhenSpent('job')} where id = $1`,
      [job.id],
    ).catch(() => ({ rowCount: undefined }));
    if (rowCount !== undefined) return rowCount === 1;
    await delay(repetitionMilliseconds, undefined, { signal: abortSignal }).catch(() => undefined);
  }
  return false;
};

/**
 * The result of a failed run. A run that the stop of its process interrupts is no attempt: releases would
 * otherwise use up the attempts of a long job, and the next one would wait for up to six hours. While the
 * database does not answer at the stop, the run counts as an attempt.
 *
 * An outage of PostgreSQL gives no job up. Otherwise the thing that the job works on would stay in progress
 * for ever, because its end was not stored.
 */
export const resultOfFailure = async (
  helpers: JobHelpers,
  error: unknown,
): Promise<'superseded' | 'interrupted' | 'given-up' | 'failed'> => {
  const { job, abortSignal } = helpers;
  if (await isSuperseded(helpers)) return 'superseded';
  if (abortSignal?.aborted === true && (await giveBack(helpers))) return 'interrupted';
  if (job.attempts < job.max_attempts) return 'failed';
  // The failure of a commit is no Problem.
  const isOutage = Problem.is(failureOf(error), 'database-unavailable');
  return isOutage && (await grantWhenAvailable(helpers)) ? 'failed' : 'given-up';
};
