import type { Pool, PoolClient } from 'pg';

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/**
 * Replaces the failures of a pool: of `connect`, and of each statement on a connection that `connect`
 * returns. A stream of COPY, and `pool.query`, fail as they are. So does `connect` after the end of the pool.
 *
 * @param formOf returns the failure that callers receive.
 */
export const mapFailures = (pool: Pool, formOf: (error: unknown) => unknown): Pool => {
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown;
  const connectMapped = (...args: unknown[]): unknown => {
    const connecting = connect(...args);
    if (!isPromise(connecting) || pool.ending) return connecting;
    return connecting.catch((error: unknown) => {
      throw pool.ending ? error : formOf(error);
    });
  };
  pool.connect = connectMapped as typeof pool.connect;
  pool.on('connect', (client) => mapQueries(client, formOf));
  return pool;
};

const mapQueries = (client: PoolClient, formOf: (error: unknown) => unknown): void => {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const queryMapped = (...args: unknown[]): unknown => {
    const running = query(...args);
    if (!isPromise(running)) return running;
    return running.catch((error: unknown) => {
      throw formOf(error);
    });
  };
  client.query = queryMapped as typeof client.query;
};
