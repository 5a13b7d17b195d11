import type { JobHelpers } from 'graphile-worker';
import type { Pool } from 'pg';
import { isSuperseded, supersededCondition } from './superseded.ts';

/**
 * SQL condition of a job without a further attempt.
 *
 * In its last attempt a job ends the thing that it works on: a document fails, a generation retains the items
 * that are stored. If that attempt is interrupted, the job never runs again, and the thing stays in progress.
 * Therefore a job whose last attempt was interrupted gets one more.
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

/**
 * The result of a failed attempt. An attempt that the stop of its process interrupted gives no job up. While
 * the database does not answer, no attempt is granted.
 */
export const resultOfFailure = async (helpers: JobHelpers): Promise<'superseded' | 'given-up' | 'failed'> => {
  const { job, query, abortSignal } = helpers;
  if (await isSuperseded(helpers)) return 'superseded';
  if (job.attempts < job.max_attempts) return 'failed';
  if (abortSignal?.aborted !== true) return 'given-up';
  const { rowCount } = await query(
    `update graphile_worker._private_jobs job set ${oneMoreWhenSpent('job')} where id = $1`,
    [job.id],
  ).catch(() => ({ rowCount: 0 }));
  return rowCount === 1 ? 'failed' : 'given-up';
};
