import pg from 'pg';

/** A new connection costs 15 ms of processor time, and tests that wait for a row ask many times a second. */
const idleMilliseconds = 1_000;

const pools = new Map<string, pg.Pool>();

const poolOf = (databaseUrl: string): pg.Pool => {
  const known = pools.get(databaseUrl);
  if (known !== undefined) return known;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    idleTimeoutMillis: idleMilliseconds,
    allowExitOnIdle: true,
  });
  // The end of a test drops the database, which ends its idle connections.
  pool.on('error', () => undefined);
  pools.set(databaseUrl, pool);
  return pool;
};

/** Reads rows of a service's test database, for facts that no operation answers. */
export const readRows = async (
  databaseUrl: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> => (await poolOf(databaseUrl).query(sql, [...values])).rows;
