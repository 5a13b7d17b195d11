import type { Pool } from 'pg';
import type { Logger } from '../logger.ts';
import { grantAttempt, oneMoreWhenSpent } from './attempts/last-attempt.ts';
import type { Held } from './worker-pool.ts';

/** The running workers. A worker without a recent heartbeat is dead, and its locks may be released. */
export const heartbeatTable = `
  create table if not exists job_worker_heartbeat (
    pool_id text primary key,
    worker_ids text[] not null,
    seen_at timestamptz not null default now()
  )`;

/** The interval of the heartbeats, and the silence after which a worker counts as dead. */
export type HeartbeatTiming = { readonly beatSeconds: number; readonly deadAfterSeconds: number };
export const defaultTiming: HeartbeatTiming = { beatSeconds: 5, deadAfterSeconds: 25 };

/**
 * Tells whether the heartbeats of other processes would have arrived. After an outage of PostgreSQL all
 * heartbeats are old, and the first process to send one would release the running jobs of all others. So a
 * process that missed heartbeats first sends its own for as long as makes another process dead.
 */
const watchOutages = ({ deadAfterSeconds }: HeartbeatTiming): { readonly beaten: () => boolean } => {
  const deadMilliseconds = deadAfterSeconds * 1_000;
  let since = Number.NEGATIVE_INFINITY;
  let last: number | undefined;
  return {
    /** Notes a heartbeat of this process. */
    beaten: () => {
      const now = performance.now();
      if (last !== undefined && now - last > deadMilliseconds / 2) since = now;
      last = now;
      return now - since >= deadMilliseconds;
    },
  };
};

/**
 * Sends heartbeats for the workers of this process and releases the jobs of dead workers, at the start and
 * with every heartbeat. Therefore another worker takes over the job of a killed worker within a minute.
 *
 * @param held the names under which the workers of this process lock jobs, and the jobs that they run. Other
 *   names would let other processes take over the jobs of living workers.
 * @param unlock releases all jobs that are locked under the given names.
 * @returns stop: ends the heartbeats and removes this process from the table.
 */
export const startHeartbeat = ({
  pool,
  poolId,
  held,
  unlock,
  logger,
  heartbeatTiming = defaultTiming,
}: {
  pool: Pool;
  poolId: string;
  held: Held;
  unlock: (lockNames: string[]) => Promise<void>;
  logger: Logger;
  heartbeatTiming?: HeartbeatTiming;
}): { readonly stop: () => Promise<void> } => {
  const { beatSeconds, deadAfterSeconds } = heartbeatTiming;
  const outages = watchOutages(heartbeatTiming);
  const beat = async (): Promise<void> => {
    await releaseLostJobs(pool, held, { deadAfterSeconds, logger });
    await pool.query(
      `insert into job_worker_heartbeat (pool_id, worker_ids) values ($1, $2)
       on conflict (pool_id) do update set worker_ids = excluded.worker_ids, seen_at = now()`,
      [poolId, [...held.lockNames]],
    );
    if (!outages.beaten()) return;
    // A process that starts has missed no heartbeat. After a start of PostgreSQL, others have time for two.
    const { rows } = await pool.query<{ locked_by: string }>(
      `select distinct locked_by from graphile_worker._private_jobs
       where locked_by is not null and locked_at < now() - make_interval(secs => $1)
         and pg_postmaster_start_time() < now() - make_interval(secs => $2)
         and not exists (
           select from job_worker_heartbeat
           where locked_by = any (worker_ids) and seen_at > now() - make_interval(secs => $1))`,
      [deadAfterSeconds, 2 * beatSeconds],
    );
    await releaseEmptyQueues(pool, { deadAfterSeconds, logger });
    await pool.query('delete from job_worker_heartbeat where seen_at < now() - make_interval(secs => $1)', [
      deadAfterSeconds * 4,
    ]);
    const dead = rows.map((row) => row.locked_by);
    if (dead.length === 0) return;
    await grantAttempt(pool, dead);
    await unlock(dead);
    logger.warn({ workers: dead }, 'jobs of dead workers released');
  };
  let running: Promise<void> = Promise.resolve();
  const tick = (): void => {
    running = beat().catch((cause) => logger.warn({ err: cause }, 'the heartbeat of the workers failed'));
  };
  tick();
  const timer = setInterval(tick, beatSeconds * 1_000);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      await pool
        .query('delete from job_worker_heartbeat where pool_id = $1', [poolId])
        .catch(() => undefined);
    },
  };
};

/**
 * Releases the queues that are locked without a locked job. A worker locks and releases both in one
 * statement. But when a silent worker counts as dead and ends its job nevertheless, it deletes the row of the
 * job. Then the worker that took the job over finds no row by which to release the queue, whose jobs would
 * wait for ever.
 */
const releaseEmptyQueues = async (
  pool: Pool,
  { deadAfterSeconds, logger }: { deadAfterSeconds: number; logger: Logger },
): Promise<void> => {
  const { rowCount } = await pool.query(
    `update graphile_worker._private_job_queues queue set locked_by = null, locked_at = null
     where locked_at < now() - make_interval(secs => $1) and not exists (
       select from graphile_worker._private_jobs
       where job_queue_id = queue.id and locked_at is not null)`,
    [deadAfterSeconds],
  );
  if (rowCount !== 0) logger.warn({ queues: rowCount }, 'queues without a job released');
};

/** The queue repeats the record of a result for this time at least, while PostgreSQL is unavailable. */
const maxRecordMilliseconds = 10 * 60_000;

/**
 * Releases jobs that this process has locked and does not run: the connection ended after the commit that
 * took them and before its answer. Their lock names are alive, so no other process would ever release them.
 * A job that has ended waits for the record of its result. Otherwise it would run again after an outage of
 * PostgreSQL.
 */
const releaseLostJobs = async (
  pool: Pool,
  { lockNames, jobIds, ended }: Held,
  { deadAfterSeconds, logger }: { deadAfterSeconds: number; logger: Logger },
): Promise<void> => {
  const since = performance.now() - maxRecordMilliseconds;
  for (const [id, at] of ended) if (at < since) ended.delete(id);
  const before = [...ended.keys()];
  const { rows } = await pool.query<{ id: string }>(
    `with lost as (
       update graphile_worker._private_jobs job
       set locked_by = null, locked_at = null, ${oneMoreWhenSpent('job')}
       where locked_by = any ($1) and not id = any ($2::bigint[])
         and locked_at < now() - make_interval(secs => $3)
       returning id, job_queue_id),
     queue as (
       update graphile_worker._private_job_queues set locked_by = null, locked_at = null
       where id in (select job_queue_id from lost) and locked_by = any ($1))
     select id from lost`,
    [[...lockNames], [...jobIds, ...before], deadAfterSeconds],
  );
  await forgetRecorded(pool, { lockNames, jobIds, ended }, before);
  if (rows.length > 0) logger.warn({ jobIds: rows.map(({ id }) => id) }, 'jobs without a runner released');
};

/** Forgets the ended jobs whose locks the queue has released together with the record of their results. */
const forgetRecorded = async (
  pool: Pool,
  { lockNames, ended }: Held,
  ids: readonly string[],
): Promise<void> => {
  if (ids.length === 0) return;
  const { rows } = await pool.query<{ id: string }>(
    'select id from graphile_worker._private_jobs where id = any ($1::bigint[]) and locked_by = any ($2)',
    [ids, [...lockNames]],
  );
  const waiting = new Set(rows.map(({ id }) => id));
  for (const id of ids) if (!waiting.has(id)) ended.delete(id);
};
