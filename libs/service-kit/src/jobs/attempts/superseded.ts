import type { JobHelpers } from 'graphile-worker';

/**
 * SQL condition of a superseded job: a newer job with its key was enqueued while it ran. graphile-worker 0.18
 * then takes the key from the running row and counts all of its attempts, so the row never runs again. The
 * newer job does the work, so the row is no failure. The payload repeats the key, because a job that never
 * had a key has none either.
 *
 * @param job the alias of `graphile_worker._private_jobs`.
 */
export const supersededCondition = (job: string): string =>
  `(${job}.key is null and ${job}.payload ->> 'key' is not null and ${job}.attempts >= ${job}.max_attempts)`;

/**
 * Whether a newer job with the same key replaced the running one. While the database does not answer the
 * answer is no: the attempt then counts as a failure, and the row is recognized when it is counted.
 */
export const isSuperseded = async ({ job, query }: JobHelpers): Promise<boolean> => {
  if (job.key === null) return false;
  const { rows } = await query<{ id: string }>(
    `select id from graphile_worker._private_jobs job where id = $1 and ${supersededCondition('job')}`,
    [job.id],
  ).catch(() => ({ rows: [] }));
  return rows.length > 0;
};
