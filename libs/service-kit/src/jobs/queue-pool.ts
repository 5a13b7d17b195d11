import type pg from 'pg';
import { openPool } from '../database/open-pool.ts';
import { PreparingClient } from '../database/prepared-statement.ts';
import { whenAvailable } from '../database/when-available.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { retryFailures } from './retried-failures.ts';

/**
 * Every statement of the queue is short. Without an answer for so long its connection is replaced, and the
 * queue repeats the statement. TCP alone reports a host that died silently after a quarter of an hour.
 */
const defaultAnswerMilliseconds = 15_000;

/**
 * Opens the connections of the queue, and waits for the first one. A later failure of a connection is logged.
 *
 * @throws Error when PostgreSQL has accepted no connection for 60 s, or at a stop.
 */
export const openQueuePool = async (
  connectionString: string,
  {
    size,
    answerMilliseconds = defaultAnswerMilliseconds,
    ...process
  }: { size: number; answerMilliseconds?: number; lifecycle: Lifecycle; logger: Logger },
): Promise<pg.Pool> => {
  const opened = openPool({
    ...{ connectionString, max: size, what: 'the job workers', ...process },
    ...{ Client: PreparingClient, keepAlive: true, query_timeout: answerMilliseconds },
  });
  // Before the first connection, whose statements are repeated as well.
  const pool = retryFailures(opened);
  const connectOnce = async (): Promise<void> => (await pool.connect()).release();
  await whenAvailable(connectOnce, { ...process, isPassing: () => true });
  return pool;
};
