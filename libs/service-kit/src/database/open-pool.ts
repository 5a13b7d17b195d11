import pg from 'pg';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { failureOfConnection } from './database-failure.ts';
import { mapFailures } from './map-failures.ts';

export type PoolOptions = pg.PoolConfig & {
  /** Names the connections in log lines, in the plural. */
  readonly what: string;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
};

/**
 * Opens connections beside those of `createDatabase`. They close when the process stops. A connection that
 * PostgreSQL ends is logged. Without the listener for connections in use, such an end would stop the process,
 * because the pool listens to idle connections only.
 */
export const openPool = ({ what, lifecycle, logger, ...config }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({ connectionTimeoutMillis: 5_000, ...config });
  const broken = (error: Error): void => logger.warn({ err: error }, `a connection of ${what} failed`);
  pool.on('error', broken);
  pool.on('connect', (client) => client.on('error', broken));
  lifecycle.onClose(`connections of ${what}`, () => pool.end());
  return pool;
};

/**
 * `openPool` for work of requests. Its failures are the Problems that a unit of work throws, such as
 * `database-unavailable`. Otherwise a client gets a 500 when PostgreSQL ends a connection.
 */
export const openProblemPool = (options: PoolOptions): pg.Pool =>
  mapFailures(openPool(options), failureOfConnection);
