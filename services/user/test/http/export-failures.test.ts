import { exportRoster } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { type StoreProxy, startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { startUserApp } from '../user-app.ts';

let database: OwnDatabase;
let proxy: StoreProxy;
let app: TestApp<UserDeps>;
const admin = anAdmin();

beforeAll(async () => {
  database = await createTestDatabase('user');
  proxy = await startStoreProxy(database.url);
  const url = Object.assign(new URL(database.url), { port: new URL(proxy.url).port });
  app = await startUserApp({ databaseUrl: url.href });
});
afterAll(async () => {
  proxy.feel('well');
  await app.close();
  await proxy.close();
  await database.drop();
});

/** The statement by which an export begins. */
const firstStatement = 'select exists (select from roster_record';
const unavailable = { status: 503, body: { code: 'database-unavailable' } };
const download = () => app.call(exportRoster, { as: admin });

/** Runs an export that waits for a lock, while PostgreSQL does this to its connection. */
const exportWhile = async (fault: string) => {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    await holder.query('begin; lock table roster_record in access exclusive mode');
    const answer = download();
    await waitForBlocked(database.url, firstStatement);
    await readRows(
      database.url,
      `select ${fault}(pid) from pg_stat_activity where position($1 in query) > 0 and pid <> pg_backend_pid()
         and datname = current_database()`,
      [firstStatement],
    );
    return await answer;
  } finally {
    await holder.end();
  }
};

describe('503', () => {
  it('exportRoster answers 503 when PostgreSQL ends the connection of the export', async () => {
    expect(await exportWhile('pg_terminate_backend')).toMatchObject(unavailable);
  });

  it('exportRoster answers 503 when PostgreSQL ends its statement at the timeout', async () => {
    // A cancelled statement has the SQLSTATE of a timeout.
    const answer = await exportWhile('pg_cancel_backend');
    expect(answer).toMatchObject({ status: 503, body: { code: 'overloaded' } });
  });

  it('exportRoster answers 503 while PostgreSQL is unavailable, and works afterwards', async () => {
    proxy.feel('away');
    const answer = await download();
    proxy.feel('well');
    expect(answer).toMatchObject(unavailable);
    expect((await download()).status).toBe(200);
  });
});
