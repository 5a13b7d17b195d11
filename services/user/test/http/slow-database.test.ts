import { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { type SlowProxy, startSlowProxy } from '@ai-teacher/test-kit/parts/slow-proxy.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { startUserApp } from '../user-app.ts';

/** The places of a service for requests of normal priority: five sixths of 12, and of 6 while it is busy. */
const maxInProgress = 10;
const minInProgress = 5;
const slowMilliseconds = 2_000;

let database: OwnDatabase;
let proxy: SlowProxy;
let app: TestApp<UserDeps>;
const student = aStudent();

beforeAll(async () => {
  database = await createTestDatabase('user');
  const url = new URL(database.url);
  const { port } = url;
  proxy = await startSlowProxy(() => Number(port));
  url.port = String(proxy.port);
  app = await startUserApp({ databaseUrl: url.href, admission: {} });
  expect((await app.call(readMe, { as: student })).status).toBe(200);
});
afterAll(async () => {
  proxy.delay(0);
  await app.close();
  await proxy.close();
  await database.drop();
});

const read = (): Promise<TestResponse> => app.call(readMe, { as: student });
const readMany = (count: number): Promise<TestResponse>[] => Array.from({ length: count }, read);

const refusedOf = (all: readonly TestResponse[]) => all.filter(({ status }) => status === 503);

const expectClear = (refused: readonly TestResponse[]): void => {
  for (const { body, headers } of refused) {
    expect(['overloaded', 'database-unavailable']).toContain(body.code);
    expect(headers['retry-after']).toMatch(/^[1-3]$/);
  }
};

/** Reads, and resolves when all that have no place were refused, while the others still wait. */
const untilRefused = async (): Promise<Promise<TestResponse>[]> => {
  const settled: TestResponse[] = [];
  const all = readMany(60);
  for (const one of all) void one.then((answer) => settled.push(answer));
  await waitUntil(() => settled.length >= 60 - maxInProgress, {
    what: 'the refusals',
    timeoutSeconds: 30,
  });
  expectClear(settled);
  expect(refusedOf(settled)).toHaveLength(settled.length);
  return all;
};

const untilCalm = () =>
  waitUntil(async () => (await read()).status === 200, { what: 'an answer', timeoutSeconds: 10 });

describe('while PostgreSQL answers 2 s late', () => {
  it('a service answers or clearly refuses every request, and loses no acknowledged change', async () => {
    proxy.delay(slowMilliseconds);
    const change = app.call(changeMe, { as: student, body: { locale: 'fr' } });
    const all = await Promise.all(readMany(60));
    proxy.delay(0);
    const refused = refusedOf(all);
    expectClear(refused);
    expect(refused.length).toBeGreaterThan(20);
    const answered = all.filter(({ status }) => status === 200);
    expect(answered.length + refused.length).toBe(60);
    const { status } = await change;
    expect([200, 503]).toContain(status);
    await untilCalm();
    expect((await read()).body.locale).toBe(status === 200 ? 'fr' : 'en');
  });
});

describe('while all connections of a service are in use', () => {
  it('the service refuses further requests meanwhile, and answers the first ones and new ones afterwards', async () => {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin; lock table profile in access exclusive mode');
    const all = await untilRefused();
    await holder.query('commit');
    await holder.end();
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(minInProgress);
    await untilCalm();
  });
});

describe('while PostgreSQL hangs', () => {
  it('the service refuses requests that it cannot begin, and answers again without intervention', async () => {
    proxy.delay(Number.POSITIVE_INFINITY);
    const all = await untilRefused();
    proxy.delay(0);
    await Promise.all(all);
    await untilCalm();
  });
});
