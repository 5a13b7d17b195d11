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

// Five hundred sign-ins are five hundred handshakes.
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
const tryIt = (email: string, given: string, from?: string, at = app): Promise<TestResponse> =>
  at.call(signIn, {
    body: { email, password: given },
    ...(from === undefined ? {} : { headers: { 'x-client-address': from } }),
  });
const elsewhere = (index: number): string => `198.51.100.${index % 250}`;
const guessAll = (email: string, count: number, from = elsewhere, at = app) =>
  Promise.all(Array.from({ length: count }, (_, index) => tryIt(email, wrong, from(index), at)));
const statusesOf = (answers: TestResponse[]) => ({
  401: answers.filter(({ status }) => status === 401).length,
  429: answers.filter(({ status }) => status === 429).length,
});

describe('429', () => {
  it('slows twenty wrong passwords from twenty addresses: ten are looked at, and the right one waits too', async () => {
    const email = await newAccount();
    const answers = await guessAll(email, 20);
    expect(statusesOf(answers)).toEqual({ 401: 10, 429: 10 });
    const refused = [...answers.filter(({ status }) => status === 429), await tryIt(email, password, home)];
    for (const { status, body, headers } of refused) {
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'rate-limited' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(800);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(900);
      expect(headers['x-ratelimit-limit']).toBeUndefined();
    }
  });

  it('looks at exactly ten of five hundred at once, over two replicas', async () => {
    const email = await newAccount();
    const other = await replica();
    const [here, there] = await Promise.all([
      guessAll(email, 250),
      guessAll(email, 250, (index) => elsewhere(index + 100), other),
    ]);
    await other.close();
    expect(statusesOf([...here, ...there])).toEqual({ 401: 10, 429: 490 });
    const looks = await readRows(
      database.url,
      `select count(*)::int as n from audit_entry join account on account.id = account_id
       where kind = 'sign-in-refused' and email = $1`,
      [email],
    );
    expect(looks).toEqual([{ n: 10 }]);
  });

  it('answers for an e-mail that nobody has as for one that somebody has', async () => {
    const shapeOf = (answer: TestResponse) => {
      const { requestId, ...body } = answer.body;
      const headers = Object.keys(answer.headers);
      return { status: answer.status, body, headers, requestId: typeof requestId };
    };
    const known = await guessAll(await newAccount(), 14, () => home);
    const unknown = await guessAll('nobody@school.example', 14, () => home);
    const shapes = (answers: TestResponse[]) =>
      answers.map(shapeOf).sort((one, other) => one.status - other.status);
    expect(statusesOf(unknown)).toEqual({ 401: 10, 429: 4 });
    expect(shapes(unknown)).toEqual(shapes(known));
  });

  it('holds after a restart of auth', async () => {
    const email = await newAccount();
    await guessAll(email, 10);
    const restarted = await replica();
    const answer = await tryIt(email, password, home, restarted);
    await restarted.close();
    expect(answer.status).toBe(429);
  });

  it('gives a network that the owner knows ten of its own, and no more', async () => {
    const email = await newAccount();
    await tryIt(email, password, home);
    expect(statusesOf(await guessAll(email, 12, () => home))).toEqual({ 401: 10, 429: 2 });
    expect((await tryIt(email, password, home)).status).toBe(429);
    expect((await tryIt(email, password, elsewhere(1))).status).toBe(200);
  });

  it('takes an IPv6 subscriber for one network, and addresses that are none for none', async () => {
    const email = await newAccount();
    await tryIt(email, password, '2001:db8:1:2::1');
    await tryIt(email, password, 'not an address');
    await guessAll(email, 10);
    expect((await tryIt(email, password, '2001:db8:1:3::1')).status).toBe(429);
    expect((await tryIt(email, password, 'not an address')).status).toBe(429);
    expect((await tryIt(email, password, '2001:db8:1:2:ffff::9')).status).toBe(200);
  });
});

describe('200', () => {
  it('is the owner’s at home while all others are slowed, and on the devices still signed in', async () => {
    const email = await newAccount();
    const { body } = await tryIt(email, password, home);
    expect(statusesOf(await guessAll(email, 20))).toEqual({ 401: 10, 429: 10 });
    expect((await tryIt(email, password, home)).status).toBe(200);
    const refreshed = await app.call(refreshTokens, { body: { refreshToken: body.refreshToken } });
    expect(refreshed.status).toBe(200);
  });

  it('takes no attempt: whoever knows the password may sign in as often as they like', async () => {
    const email = await newAccount();
    for (let i = 0; i < 12; i += 1) expect((await tryIt(email, password, elsewhere(i))).status).toBe(200);
    expect(statusesOf(await guessAll(email, 11, () => '203.0.113.99'))).toEqual({ 401: 10, 429: 1 });
  });

  it('does not give a guesser new attempts, whosever account it was', async () => {
    const [victim, own] = [await newAccount(), await newAccount()];
    await guessAll(victim, 10, () => '203.0.113.5');
    expect((await tryIt(own, password, '203.0.113.5')).status).toBe(200);
    expect((await tryIt(victim, wrong, '203.0.113.5')).status).toBe(429);
  });

  it('makes a network known for ninety days from the last sign-in', async () => {
    const email = await newAccount();
    await tryIt(email, password, home);
    clock.advance({ seconds: 60 * 86_400 });
    await tryIt(email, password, home);
    await guessAll(email, 10);
    clock.advance({ seconds: 89 * 86_400 });
    expect((await tryIt(email, password, home)).status).toBe(200);
    clock.advance({ seconds: 91 * 86_400 });
    expect((await tryIt(email, password, home)).status).toBe(429);
  });

  it('keeps the twenty networks used last, and writes a visit once a day', async () => {
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
      await tryIt(email, password, elsewhere(i));
    }
    const before = await seen();
    expect(before).toHaveLength(20);
    clock.advance({ seconds: 3_600 });
    await tryIt(email, password, elsewhere(24));
    expect(await seen()).toEqual(before);
    clock.advance({ seconds: 86_400 });
    await tryIt(email, password, elsewhere(24));
    expect(await seen()).not.toEqual(before);
  });
});

describe('what is kept about attempts', () => {
  it('cannot be read: neither the e-mail nor the address stands in Redis or in the table of networks', async () => {
    const email = await newAccount();
    await tryIt(email, password, home);
    await guessAll(email, 3, () => home);
    const redis = new Redis(storeUrl);
    const keys = await redis.keys('*');
    const kept = await Promise.all(keys.map(async (key) => [key, ...(await redis.lrange(key, 0, -1))]));
    for (const key of keys) {
      expect(key).toMatch(/^limit:auth\.guess(-day)?:[\w-]{43}$/);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
    redis.disconnect();
    const networks = await readRows(database.url, 'select network_mark from known_network');
    const all = JSON.stringify([kept, networks]);
    expect(kept.length).toBeGreaterThan(0);
    for (const secret of [email, 'owner', 'school.example', home, Buffer.from(email).toString('base64url')])
      expect(all).not.toContain(secret);
    expect(new Set(networks.map((row) => row.network_mark)).size).toBe(networks.length);
  });
});

describe('503', () => {
  it('is told within 250 ms when nobody can count, never as 429, and no password is looked at', async () => {
    const store = await startStoreProxy(storeUrl);
    const uncounted = await startAuthApp({ variables: { REDIS_URL: store.url } });
    const looks: string[] = [];
    const decisions: number[] = [];
    const { passwordHasher, passwordAttempts } = uncounted.deps.world;
    const { consume } = passwordAttempts;
    const { verify } = passwordHasher;
    Object.assign(passwordHasher, {
      verify: (hash: string, given: string) => {
        looks.push(given);
        return verify(hash, given);
      },
    });
    Object.assign(passwordAttempts, {
      consume: (bucket: string) => {
        const startedAt = performance.now();
        return consume(bucket).finally(() => decisions.push(performance.now() - startedAt));
      },
    });
    for (const mood of ['silent', 'erring', 'slow', 'away'] as const) {
      store.feel(mood);
      for (const answer of await guessAll('any@school.example', 8, () => home, uncounted)) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'rate-limit-unavailable' } });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
    }
    expect(looks).toEqual([]);
    expect(decisions).toHaveLength(32);
    expect(Math.max(...decisions)).toBeLessThan(250);
    await uncounted.close();
    await store.close();
  });

  it('of a busy hasher takes no attempt: nobody looked at the password', async () => {
    const busy = await startAuthApp();
    const { passwordHasher } = busy.deps.world;
    const { verify } = passwordHasher;
    Object.assign(passwordHasher, { verify: () => Promise.reject(new Problem('authentication-busy')) });
    for (const { body } of await guessAll('busy@school.example', 15, () => home, busy))
      expect(['authentication-busy', 'rate-limited']).toContain(body.code);
    Object.assign(passwordHasher, { verify });
    const answers = await guessAll('busy@school.example', 11, () => home, busy);
    expect(statusesOf(answers)).toEqual({ 401: 10, 429: 1 });
    await busy.close();
  });
});
