import pg from 'pg';

/** Rows of a service's test database, for what only the database can tell. */
export const readRows = async (
  databaseUrl: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows;
  } finally {
    await client.end();
  }
};
