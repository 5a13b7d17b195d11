import type { EntityManager } from './database.ts';

/**
 * When a row has expired: an SQL condition, in which `$before` stands for the time before which rows have
 * expired. Or the removal itself, which returns the number of removed rows, at most `limit` of single ones.
 */
export type Expiry =
  | string
  | ((em: EntityManager, batch: { readonly before: Date; readonly limit: number }) => Promise<number>);

/** A statement waits this long for a lock, so that a removal never delays other transactions for longer. */
export const setLockTimeout = `set local lock_timeout = '2s'`;

/**
 * Deletes at most `limit` expired rows of a table. Rows that another transaction holds are left to the next
 * run.
 *
 * @returns the number of deleted rows.
 */
export const removeExpired = async (
  em: EntityManager,
  { table, condition, before, limit }: { table: string; condition: string; before: Date; limit: number },
): Promise<number> => {
  await em.execute(setLockTimeout);
  const places = condition.split('$before').length - 1;
  const rows = await em.execute<{ removed: number }[]>(
    `with expired as (
       select ctid from ${table} where ${condition.replaceAll('$before', '?::timestamptz')}
       limit ? for update skip locked),
     removed as (delete from ${table} using expired where ${table}.ctid = expired.ctid returning 1)
     select count(*)::int as removed from removed`,
    [...Array.from({ length: places }, () => before), limit],
  );
  return rows[0]?.removed ?? 0;
};

/** Deletes the names of queues that no job uses. The lock stops jobs that are being added to such a queue. */
export const removeUnusedQueues = async (em: EntityManager): Promise<number> => {
  await em.execute(setLockTimeout);
  await em.execute('lock table graphile_worker._private_job_queues in share row exclusive mode');
  const rows = await em.execute<{ id: number }[]>(
    `delete from graphile_worker._private_job_queues where locked_at is null and id not in
       (select job_queue_id from graphile_worker._private_jobs where job_queue_id is not null)
     returning id`,
  );
  return rows.length;
};
