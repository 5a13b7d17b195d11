import { randomBytes } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { refreshTokens, signIn, signOut } from '@ai-teacher/contracts/auth/sessions.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { startOwnRedis } from '@ai-teacher/test-kit/parts/own-redis.ts';
import { createTestDatabase, type OwnDatabase, redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { asSignedIn } from '../builders.ts';

// Five hundred sign-ins need five hundred TLS handshakes of this process, on both sides.
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
let redis: Redis;
beforeAll(async () => {
  storeUrl = await redisUrl();
  redis = new Redis(storeUrl);
  database = await createTestDatabase('auth');
  app = await replica();
});
afterAll(async () => {
  redis.disconnect();
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
type Origin = {
  readonly from?: string;
  readonly at?: TestApp<AuthDeps>;
  readonly refreshToken?: string;
};
const trySignIn = (
  email: string,
  given: string,
  { from, at = app, refreshToken }: Origin = {},
): Promise<TestResponse> =>
  at.call(signIn, {
    body: { email, password: given, ...(refreshToken === undefined ? {} : { refreshToken }) },
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

/**
 * Makes every attempt from a known network older by this number of seconds, so that the tests need not
 * wait.
 */
const pass = async (seconds: number): Promise<void> => {
  const keys = await redis.keys('limit:auth.guess-own:*');
  await redis.eval(growOlder, keys.length, ...keys, seconds);
};
const growOlder = `
for _, key in ipairs(KEYS) do
  for index, at in ipairs(redis.call('LRANGE', key, 0, -1)) do
    redis.call('LSET', key, index - 1, string.format('%.0f', tonumber(at) - tonumber(ARGV[1]) * 1000000))
  end
end`;
/** A wait without the moments that have passed since the attempt. */
const roundedTo =
  (unit: number) =>
  (seconds: number): number =>
    Math.ceil(seconds / unit) * unit;

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

  it('signIn verifies exactly ten of five hundred passwords, a hundred at a time, over two replicas', async () => {
    const email = await newAccount();
    const other = await replica();
    const answers: TestResponse[] = [];
    for (let wave = 0; wave < 5; wave += 1)
      answers.push(
        ...(
          await Promise.all([
            guessConcurrently(email, 50),
            guessConcurrently(email, 50, { from: (index) => elsewhere(index + 100), at: other }),
          ])
        ).flat(),
      );
    await other.close();
    expect(statusesOf(answers)).toEqual({ 401: 10, 429: 490 });
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

  it('signIn doubles the delay after wrong passwords from a known network up to 960 s, and admits other networks', async () => {
    const email = await newAccount();
    await trySignIn(email, password, { from: home });
    expect(statusesOf(await guessConcurrently(email, 40, { from: () => home }))).toEqual({
      401: 10,
      429: 30,
    });
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const refused = await trySignIn(email, wrong, { from: home });
      expect({ status: refused.status, code: refused.body.code }).toEqual({
        status: 429,
        code: 'rate-limited',
      });
      const wait = Number(refused.headers['retry-after']);
      waits.push(wait);
      await pass(wait);
      // One of twenty concurrent guesses is verified after each delay.
      expect(statusesOf(await guessConcurrently(email, 20, { from: () => home }))).toEqual({
        401: 1,
        429: 19,
      });
    }
    expect(waits.map(roundedTo(30))).toEqual([30, 60, 120, 240, 480, 960, 960, 960]);
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

describe('200 for the owner', () => {
  it('signIn admits the correct password from a known network once the announced delay is over', async () => {
    const email = await newAccount();
    await trySignIn(email, password, { from: home });
    await guessConcurrently(email, 30, { from: () => home });
    const refused = await trySignIn(email, password, { from: home });
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeLessThanOrEqual(30);
    await pass(wait);
    // Correct passwords use up no attempt, so the next one needs no delay.
    for (let again = 0; again < 3; again += 1)
      expect((await trySignIn(email, password, { from: home })).status).toBe(200);
  });

  it('signIn admits a device with a live session while guesses from its network are refused', async () => {
    const email = await newAccount();
    const { refreshToken } = (await trySignIn(email, password, { from: home })).body;
    await guessConcurrently(email, 30, { from: () => home });
    const device = (given: string, token = refreshToken) =>
      trySignIn(email, given, { from: home, refreshToken: token });
    expect((await trySignIn(email, password, { from: home })).status).toBe(429);
    expect((await device(password)).status).toBe(200);
    // The token that was replaced within the last seconds still proves the device.
    const renewed = (await app.call(refreshTokens, { body: { refreshToken } })).body.refreshToken;
    expect((await device(password)).status).toBe(200);
    expect((await device(password, renewed)).status).toBe(200);
    clock.advance({ seconds: 11 });
    expect((await device(password)).status).toBe(429);
    // The device has ten attempts of its own, and then a growing delay.
    const guesses = await Promise.all(Array.from({ length: 15 }, () => device(wrong, renewed)));
    expect(statusesOf(guesses)).toEqual({ 401: 10, 429: 5 });
    expect(Number((await device(password, renewed)).headers['retry-after'])).toBeLessThanOrEqual(30);
    await pass(30);
    expect((await device(password, renewed)).status).toBe(200);
  });

  it.each([
    [
      'of another account',
      async () => (await trySignIn(await newAccount(), password, { from: home })).body.refreshToken,
    ],
    ['that auth never issued', async () => 'x'.repeat(43)],
    [
      'of an ended session',
      async (email: string) => {
        const session = asSignedIn((await trySignIn(email, password, { from: home })).body);
        await app.call(signOut, { as: session.user, body: { refreshToken: session.refreshToken } });
        return session.refreshToken;
      },
    ],
  ])('signIn gives no attempts to a client that presents a refresh token %s', async (_, tokenFor) => {
    const email = await newAccount();
    await trySignIn(email, password, { from: home });
    const refreshToken = await tokenFor(email);
    await guessConcurrently(email, 10, { from: () => home });
    expect((await trySignIn(email, wrong, { from: home, refreshToken })).status).toBe(429);
  });

  it('a known network admits at most 104 wrong passwords in 24 hours to a guesser without pause', async () => {
    const { ownPlaceAttempts } = app.deps.world;
    let admitted = 0;
    for (let elapsed = 0; elapsed < 86_400; ) {
      try {
        await ownPlaceAttempts.consume('g'.repeat(43));
        admitted += 1;
      } catch (refusal) {
        if (!Problem.is(refusal, 'rate-limited')) throw refusal;
        const wait = refusal.retryAfterSeconds ?? 0;
        await pass(wait);
        elapsed += wait;
      }
    }
    expect(admitted).toBeLessThanOrEqual(104);
    expect(admitted).toBeGreaterThanOrEqual(100);
  });
});

describe('refused attempts in the audit trail', () => {
  const limited = (email: string) =>
    readRows(
      database.url,
      `select count(*)::int as n from audit_entry join account on account.id = account_id
       where kind = 'password-attempts-limited' and email = $1`,
      [email],
    );

  it('signIn records the first, tenth and hundredth refusal of a bucket within an hour', async () => {
    const email = await newAccount();
    await guessConcurrently(email, 10);
    expect(await limited(email)).toEqual([{ n: 0 }]);
    await guessConcurrently(email, 9);
    expect(await limited(email)).toEqual([{ n: 1 }]);
    await guessConcurrently(email, 90);
    expect(await limited(email)).toEqual([{ n: 2 }]);
    await guessConcurrently(email, 1);
    expect(await limited(email)).toEqual([{ n: 3 }]);
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
    const keys = await redis.keys('*');
    const stored = await Promise.all(
      keys.map(async (key) => [
        key,
        ...((await redis.type(key)) === 'list' ? await redis.lrange(key, 0, -1) : [await redis.get(key)]),
      ]),
    );
    for (const key of keys) {
      expect(key).toMatch(/^limit:auth\.[a-z-]+:([\w-]{43}|all)$/);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
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

  it('signIn refuses an exhausted account as before, and fails closed for all others, when Redis is full', async () => {
    const store = await startOwnRedis();
    const full = await startAuthApp({ variables: { REDIS_URL: store.url } });
    try {
      await guessConcurrently('full@school.example', 10, { at: full });
      await store.fill();
      const exhausted = await trySignIn('full@school.example', wrong, { at: full });
      expect({ status: exhausted.status, code: exhausted.body.code }).toEqual({
        status: 429,
        code: 'rate-limited',
      });
      const uncounted = await trySignIn('other@school.example', wrong, { at: full });
      expect({ status: uncounted.status, code: uncounted.body.code }).toEqual({
        status: 503,
        code: 'rate-limit-unavailable',
      });
      expect(await store.evicted()).toBe(0);
    } finally {
      await full.close();
      await store.close();
    }
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
