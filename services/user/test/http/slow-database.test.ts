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

/** The gateway gives up a read after this time. A refusal is decided within three seconds. */
const maxRefusalMilliseconds = 5_000;
/** The places of a service for requests of normal priority. */
const maxInProgress = 10;
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

type Timed = { readonly answer: TestResponse; readonly milliseconds: number };

const read = async (): Promise<Timed> => {
  const beganAt = performance.now();
  const answer = await app.call(readMe, { as: student });
  return { answer, milliseconds: performance.now() - beganAt };
};
const readMany = (count: number): Promise<Timed>[] => Array.from({ length: count }, read);

const refusedOf = (all: readonly Timed[]) => all.filter(({ answer }) => answer.status === 503);

const expectFastRefusals = (refused: readonly Timed[]): void => {
  for (const { answer, milliseconds } of refused) {
    expect(['overloaded', 'database-unavailable']).toContain(answer.body.code);
    expect(answer.headers['retry-after']).toMatch(/^[1-3]$/);
    expect(milliseconds).toBeLessThan(maxRefusalMilliseconds);
  }
};

const untilCalm = () =>
  waitUntil(async () => (await read()).answer.status === 200, { what: 'an answer', timeoutSeconds: 10 });

describe('while PostgreSQL answers 2 s late', () => {
  it('a service answers some requests, refuses the others fast, and loses no acknowledged change', async () => {
    proxy.delay(slowMilliseconds);
    const change = app.call(changeMe, { as: student, body: { locale: 'fr' } });
    const all = await Promise.all(readMany(60));
    proxy.delay(0);
    const refused = refusedOf(all);
    // Requests that have begun may wait for a connection before each of their statements.
    expectFastRefusals(refused.filter(({ answer }) => answer.body.code === 'overloaded'));
    expect(refused.length).toBeGreaterThan(20);
    const answered = all.filter(({ answer }) => answer.status === 200);
    expect(answered.length).toBeGreaterThan(0);
    expect(answered.length + refused.length).toBe(60);
    await untilCalm();
    const { locale } = (await read()).answer.body;
    expect([200, 503]).toContain((await change).status);
    expect(locale).toBe((await change).status === 200 ? 'fr' : 'en');
  });
});

describe('while all connections of a service are in use', () => {
  it('the service refuses further requests fast, and answers the first ones and new ones afterwards', async () => {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin; lock table profile in access exclusive mode');
    const all = readMany(60);
    const settled: Timed[] = [];
    for (const one of all) void one.then((timed) => settled.push(timed));
    await waitUntil(() => settled.length >= 60 - maxInProgress, {
      what: 'the refusals',
      timeoutSeconds: maxRefusalMilliseconds / 1_000,
    });
    expectFastRefusals(settled);
    expect(refusedOf(settled)).toHaveLength(settled.length);
    await holder.query('commit');
    await holder.end();
    const statuses = (await Promise.all(all)).map(({ answer }) => answer.status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(6);
    await untilCalm();
  });
});

describe('while PostgreSQL hangs', () => {
  it('the service refuses what it cannot begin, and answers again without intervention', async () => {
    proxy.delay(Number.POSITIVE_INFINITY);
    const settled: Timed[] = [];
    const all = readMany(60);
    for (const one of all) void one.then((timed) => settled.push(timed));
    await waitUntil(() => settled.length >= 60 - maxInProgress, {
      what: 'the refusals',
      timeoutSeconds: maxRefusalMilliseconds / 1_000,
    });
    expectFastRefusals(settled);
    proxy.delay(0);
    await Promise.all(all);
    await untilCalm();
  });
});
