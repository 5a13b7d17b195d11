import type { Pool } from 'pg';
import type { Logger } from '../logger.ts';
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
  heartbeatTiming: { beatSeconds, deadAfterSeconds } = defaultTiming,
}: {
  pool: Pool;
  poolId: string;
  held: Held;
  unlock: (lockNames: string[]) => Promise<void>;
  logger: Logger;
  heartbeatTiming?: HeartbeatTiming;
}): { readonly stop: () => Promise<void> } => {
  const beat = async (): Promise<void> => {
    await releaseLostJobs(pool, held, { deadAfterSeconds, logger });
    await pool.query(
      `insert into job_worker_heartbeat (pool_id, worker_ids) values ($1, $2)
       on conflict (pool_id) do update set worker_ids = excluded.worker_ids, seen_at = now()`,
      [poolId, [...held.lockNames]],
    );
    const { rows } = await pool.query<{ locked_by: string }>(
      `select distinct locked_by from graphile_worker._private_jobs
       where locked_by is not null and locked_at < now() - make_interval(secs => $1)
         and not exists (
           select from job_worker_heartbeat
           where locked_by = any (worker_ids) and seen_at > now() - make_interval(secs => $1))`,
      [deadAfterSeconds],
    );
    await pool.query('delete from job_worker_heartbeat where seen_at < now() - make_interval(secs => $1)', [
      deadAfterSeconds * 4,
    ]);
    const dead = rows.map((row) => row.locked_by);
    if (dead.length === 0) return;
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
 * Releases jobs that this process has locked and does not run: the connection ended after the commit that
 * took them and before its answer. Their lock names are alive, so no other process would ever release them.
 * A job whose result is recorded late may be among them, and runs again.
 */
const releaseLostJobs = async (
  pool: Pool,
  { lockNames, jobIds }: Held,
  { deadAfterSeconds, logger }: { deadAfterSeconds: number; logger: Logger },
): Promise<void> => {
  const { rows } = await pool.query<{ id: string }>(
    `with lost as (
       update graphile_worker._private_jobs set locked_by = null, locked_at = null
       where locked_by = any ($1) and not id = any ($2::bigint[])
         and locked_at < now() - make_interval(secs => $3)
       returning id, job_queue_id),
     queue as (
       update graphile_worker._private_job_queues set locked_by = null, locked_at = null
       where id in (select job_queue_id from lost) and locked_by = any ($1))
     select id from lost`,
    [[...lockNames], [...jobIds], deadAfterSeconds],
  );
  if (rows.length > 0) logger.warn({ jobIds: rows.map(({ id }) => id) }, 'jobs without a runner released');
};
