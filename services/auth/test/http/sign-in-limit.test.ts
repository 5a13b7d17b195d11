import { randomBytes } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createTestDatabase, type OwnDatabase, redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

// Five hundred sign-ins need five hundred TLS handshakes.
jest.setTimeout(120_000);

const password = 'three quiet blue whales';
const wrong = 'three quiet blue whale';
const home = '192.0.2.10';
const clock = createFakeClock(new Date());
const keyEncryptionSecret = randomBytes(32).toString('base64');

let storeUrl: string;
let database: OwnDatabase;
const replica = () =>
  startAuthApp({
    clock,
    databaseUrl: database.url,
    variables: { REDIS_URL: storeUrl, KEY_ENCRYPTION_SECRET: keyEncryptionSecret },
  });
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  storeUrl = await redisUrl();
  database = await createTestDatabase('auth');
  app = await replica();
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

let accounts = 0;
const newAccount = async (): Promise<string> => {
  accounts += 1;
  const email = `owner-${accounts}@school.example`;
  await app.call(register, { body: { email, password, name: 'Owner' } });
  return email;
};
type Origin = { readonly from?: string; readonly at?: TestApp<AuthDeps> };
const trySignIn = (email: string, given: string, { from, at = app }: Origin = {}): Promise<TestResponse> =>
  at.call(signIn, {
    body: { email, password: given },
    ...(from === undefined ? {} : { headers: { 'x-client-address': from } }),
  });
const elsewhere = (index: number): string => `198.51.100.${index % 250}`;
type Origins = { readonly from?: (index: number) => string; readonly at?: TestApp<AuthDeps> };
/** Sends `count` wrong passwords concurrently. */
const guessConcurrently = (email: string, count: number, { from = elsewhere, at = app }: Origins = {}) =>
  Promise.all(
    Array.from({ length: count }, (_, index) => trySignIn(email, wrong, { from: from(index), at })),
  );
const statusesOf = (answers: TestResponse[]) => ({
  401: answers.filter(({ status }) => status === 401).length,
  429: answers.filter(({ status }) => status === 429).length,
});

describe('429', () => {
  it('signIn verifies ten of twenty wrong passwords from twenty addresses, and the correct one waits too', async () => {
    const email = await newAccount();
    const answers = await guessConcurrently(email, 20);
    expect(statusesOf(answers)).toEqual({ 401: 10, 429: 10 });
    const refused = [
      ...answers.filter(({ status }) => status === 429),
      await trySignIn(email, password, { from: home }),
    ];
    for (const { status, body, headers } of refused) {
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'rate-limited' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(800);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(900);
      expect(headers['x-ratelimit-limit']).toBeUndefined();
    }
  });

  it('signIn verifies exactly ten of five hundred concurrent passwords, over two replicas', async () => {
    const email = await newAccount();
    const other = await replica();
    const [here, there] = await Promise.all([
      guessConcurrently(email, 250),
      guessConcurrently(email, 250, { from: (index) => elsewhere(index + 100), at: other }),
    ]);
    await other.close();
    expect(statusesOf([...here, ...there])).toEqual({ 401: 10, 429: 490 });
    const verified = await readRows(
      database.url,
      `select count(*)::int as n from audit_entry join account on account.id = account_id
       where kind = 'sign-in-refused' and email = $1`,
      [email],
    );
    expect(verified).toEqual([{ n: 10 }]);
  });

  it('signIn answers alike for a known and for an unknown e-mail', async () => {
    const shapeOf = (answer: TestResponse) => {
      const { requestId, ...body } = answer.body;
      const headers = Object.keys(answer.headers);
      return { status: answer.status, body, headers, requestId: typeof requestId };
    };
    const known = await guessConcurrently(await newAccount(), 14, { from: () => home });
    const unknown = await guessConcurrently('unknown@school.example', 14, { from: () => home });
    const shapes = (answers: TestResponse[]) =>
      answers.map(shapeOf).sort((one, other) => one.status - other.status);
    expect(statusesOf(unknown)).toEqual({ 401: 10, 429: 4 });
    expect(shapes(unknown)).toEqual(shapes(known));
  });

  it('signIn still answers 429 after a restart of auth', async () => {
    const email = await newAccount();
    await guessConcurrently(email, 10);
    const restarted = await replica();
    const answer = await trySignIn(email, password, { from: home, at: restarted });
    await restarted.close();
    expect(answer.status).toBe(429);
  });

  it('signIn admits ten attempts, and no more, from a known network besides those from all others', async () => {
    const email = await newAccount();
    await trySignIn(email, password, { from: home });
    expect(statusesOf(await guessConcurrently(email, 12, { from: () => home }))).toEqual({ 401: 10, 429: 2 });
    expect((await trySignIn(email, password, { from: home })).status).toBe(429);
    expect((await trySignIn(email, password, { from: elsewhere(1) })).status).toBe(200);
  });

  it('signIn treats an IPv6 /64 as one network, and ignores invalid addresses', async () => {
    const email = await newAccount();
    await trySignIn(email, password, { from: '2001:db8:1:2::1' });
    await trySignIn(email, password, { from: 'not an address' });
    await guessConcurrently(email, 10);
    expect((await trySignIn(email, password, { from: '2001:db8:1:3::1' })).status).toBe(429);
    expect((await trySignIn(email, password, { from: 'not an address' })).status).toBe(429);
    expect((await trySignIn(email, password, { from: '2001:db8:1:2:ffff::9' })).status).toBe(200);
  });
});

describe('200', () => {
  it('signIn admits the owner at a known network while all others get 429, and refreshTokens still works', async () => {
    const email = await newAccount();
    const { body } = await trySignIn(email, password, { from: home });
    expect(statusesOf(await guessConcurrently(email, 20))).toEqual({ 401: 10, 429: 10 });
    expect((await trySignIn(email, password, { from: home })).status).toBe(200);
    const refreshed = await app.call(refreshTokens, { body: { refreshToken: body.refreshToken } });
    expect(refreshed.status).toBe(200);
  });

  it('signIn counts no attempt for a correct password', async () => {
    const email = await newAccount();
    for (let i = 0; i < 12; i += 1)
      expect((await trySignIn(email, password, { from: elsewhere(i) })).status).toBe(200);
    expect(statusesOf(await guessConcurrently(email, 11, { from: () => '203.0.113.99' }))).toEqual({
      401: 10,
      429: 1,
    });
  });

  it('signIn with another account gives an attacker no new attempts', async () => {
    const [victim, own] = [await newAccount(), await newAccount()];
    await guessConcurrently(victim, 10, { from: () => '203.0.113.5' });
    expect((await trySignIn(own, password, { from: '203.0.113.5' })).status).toBe(200);
    expect((await trySignIn(victim, wrong, { from: '203.0.113.5' })).status).toBe(429);
  });

  it('signIn treats a network as known for ninety days from the last sign-in', async () => {
    const email = await newAccount();
    await trySignIn(email, password, { from: home });
    clock.advance({ seconds: 60 * 86_400 });
    await trySignIn(email, password, { from: home });
    await guessConcurrently(email, 10);
    clock.advance({ seconds: 89 * 86_400 });
    expect((await trySignIn(email, password, { from: home })).status).toBe(200);
    clock.advance({ seconds: 91 * 86_400 });
    expect((await trySignIn(email, password, { from: home })).status).toBe(429);
  });

  it('signIn stores the twenty networks used last, and records a visit once a day', async () => {
    const email = await newAccount();
    const seen = () =>
      readRows(
        database.url,
        `select last_seen_at from known_network join account on account.id = account_id
         where email = $1 order by 1`,
        [email],
      );
    for (let i = 0; i < 25; i += 1) {
      clock.advance({ seconds: 1 });
      await trySignIn(email, password, { from: elsewhere(i) });
    }
    const before = await seen();
    expect(before).toHaveLength(20);
    clock.advance({ seconds: 3_600 });
    await trySignIn(email, password, { from: elsewhere(24) });
    expect(await seen()).toEqual(before);
    clock.advance({ seconds: 86_400 });
    await trySignIn(email, password, { from: elsewhere(24) });
    expect(await seen()).not.toEqual(before);
  });
});

describe('stored password attempts', () => {
  it('neither Redis nor the table of networks contains the e-mail or the address', async () => {
    const email = await newAccount();
    await trySignIn(email, password, { from: home });
    await guessConcurrently(email, 3, { from: () => home });
    const redis = new Redis(storeUrl);
    const keys = await redis.keys('*');
    const stored = await Promise.all(keys.map(async (key) => [key, ...(await redis.lrange(key, 0, -1))]));
    for (const key of keys) {
      expect(key).toMatch(/^limit:auth\.[a-z-]+:([\w-]{43}|all)$/);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
    redis.disconnect();
    const networks = await readRows(database.url, 'select network_mark from known_network');
    const all = JSON.stringify([stored, networks]);
    expect(stored.length).toBeGreaterThan(0);
    for (const secret of [email, 'owner', 'school.example', home, Buffer.from(email).toString('base64url')])
      expect(all).not.toContain(secret);
    expect(new Set(networks.map((row) => row.network_mark)).size).toBe(networks.length);
  });
});

describe('503', () => {
  it('signIn answers 503 while attempts cannot be counted, and verifies no password', async () => {
    const store = await startStoreProxy(storeUrl);
    const uncounted = await startAuthApp({ variables: { REDIS_URL: store.url } });
    const verified: string[] = [];
    const { passwordHasher } = uncounted.deps.world;
    const { verify } = passwordHasher;
    Object.assign(passwordHasher, {
      verify: (hash: string, given: string) => {
        verified.push(given);
        return verify(hash, given);
      },
    });
    for (const mood of ['silent', 'erring', 'slow', 'away'] as const) {
      store.feel(mood);
      for (const answer of await guessConcurrently('any@school.example', 8, {
        from: () => home,
        at: uncounted,
      })) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'rate-limit-unavailable' } });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
    }
    expect(verified).toEqual([]);
    await uncounted.close();
    await store.close();
  });

  it('signIn counts no attempt when the busy hasher did not verify the password', async () => {
    const busy = await startAuthApp();
    const { passwordHasher } = busy.deps.world;
    const { verify } = passwordHasher;
    Object.assign(passwordHasher, { verify: () => Promise.reject(new Problem('authentication-busy')) });
    for (const { body } of await guessConcurrently('busy@school.example', 15, { from: () => home, at: busy }))
      expect(['authentication-busy', 'rate-limited']).toContain(body.code);
    Object.assign(passwordHasher, { verify });
    const answers = await guessConcurrently('busy@school.example', 11, { from: () => home, at: busy });
    expect(statusesOf(answers)).toEqual({ 401: 10, 429: 1 });
    await busy.close();
  });
});
