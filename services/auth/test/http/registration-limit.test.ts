import { randomBytes, randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createTestDatabase, type OwnDatabase, redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { invitationFor, goodPassword as password } from '../builders.ts';

type App = TestApp<AuthDeps>;
const perAddress = 5;
const inAll = 12;
const keyEncryptionSecret = randomBytes(32).toString('base64');
let database: OwnDatabase;
let storeUrl: string;
let apps: App[];
const startReplica = () =>
  startAuthApp({
    databaseUrl: database.url,
    // Sixty registrations may wait for the hasher while they are counted.
    hashing: { queueLength: 200 },
    variables: {
      REDIS_URL: storeUrl,
      KEY_ENCRYPTION_SECRET: keyEncryptionSecret,
      REGISTRATIONS_PER_ADDRESS_HOUR: String(perAddress),
      REGISTRATIONS_PER_HOUR: String(inAll),
    },
  });
beforeAll(async () => {
  database = await createTestDatabase('auth');
  storeUrl = await redisUrl();
  apps = [await startReplica(), await startReplica()];
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await database.drop();
});

/** Forgets all registrations, as an hour without any does. */
const anHourLater = async (): Promise<void> => {
  const redis = new Redis(storeUrl);
  await redis.flushdb();
  redis.disconnect();
};

const appAt = (index: number): App => apps[index % apps.length] as App;
type Registration = { readonly email?: string; readonly invitationToken?: string; readonly at?: App };
const registerFrom = (
  address: string | undefined,
  { email = `${randomUUID()}@school.example`, at = appAt(0), ...invitation }: Registration = {},
): Promise<TestResponse> =>
  at.call(register, {
    body: { email, password, name: 'Kim', ...invitation },
    headers: { 'x-client-address': address },
  });
const statusesOf = (answers: TestResponse[]): Record<number, number> =>
  Object.fromEntries(
    [...new Set(answers.map(({ status }) => status))]
      .sort()
      .map((status) => [status, answers.filter((answer) => answer.status === status).length]),
  );
const concurrently = (count: number, send: (index: number) => Promise<TestResponse>) =>
  Promise.all(Array.from({ length: count }, (_, index) => send(index)));

describe('429', () => {
  it('register admits exactly the limit of an address from concurrent requests over two processes', async () => {
    await anHourLater();
    const answers = await concurrently(30, (index) => registerFrom('192.0.2.1', { at: appAt(index) }));
    expect(statusesOf(answers)).toEqual({ 201: perAddress, 429: 30 - perAddress });
    for (const { status, body, headers } of answers.filter((answer) => answer.status === 429)) {
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'rate-limited' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(3_000);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(3_600);
      expect(headers['x-ratelimit-limit']).toBeUndefined();
    }
    expect((await registerFrom('192.0.2.2')).status).toBe(201);
  });

  it('register counts an IPv6 /64 and all spellings of an address as one client address', async () => {
    await anHourLater();
    const spellings = ['2001:db8:7:1::1', '2001:DB8:7:1:0:0:0:2', '2001:db8:7:1:ffff:ffff:ffff:ffff'];
    for (let index = 0; index < perAddress; index += 1)
      expect((await registerFrom(spellings[index % 3])).status).toBe(201);
    expect((await registerFrom('2001:db8:7:1::77')).status).toBe(429);
    expect((await registerFrom('2001:db8:7:2::1')).status).toBe(201);
  });

  it('register counts requests whose address is absent or invalid together', async () => {
    await anHourLater();
    const answers = await concurrently(8, (index) => registerFrom(index % 2 === 0 ? undefined : 'nowhere'));
    expect(statusesOf(answers)).toEqual({ 201: perAddress, 429: 8 - perAddress });
  });

  it('register admits exactly the limit of the installation from many addresses over two processes', async () => {
    await anHourLater();
    const answers = await concurrently(30, (index) =>
      registerFrom(`198.51.100.${index}`, { at: appAt(index) }),
    );
    expect(statusesOf(answers)).toEqual({ 201: inAll, 429: 30 - inAll });
  });

  it('register counts known addresses like unknown ones', async () => {
    await anHourLater();
    const email = `${randomUUID()}@school.example`;
    const answers = [];
    for (let index = 0; index <= perAddress; index += 1)
      answers.push(await registerFrom('192.0.2.3', { email }));
    expect(statusesOf(answers)).toEqual({ 201: perAddress, 429: 1 });
  });

  it('register limits invalid invitations per address, and admits a valid one from the same address', async () => {
    await anHourLater();
    const answers = await concurrently(20, (index) =>
      registerFrom('192.0.2.4', { invitationToken: randomUUID(), at: appAt(index) }),
    );
    expect(statusesOf(answers)).toEqual({ 422: perAddress, 429: 20 - perAddress });
    const email = `${randomUUID()}@school.example`;
    const invitationToken = await invitationFor(appAt(0), email);
    expect((await registerFrom('192.0.2.4', { email, invitationToken })).status).toBe(201);
  });
});

describe('201', () => {
  it('register does not limit registrations with a valid invitation', async () => {
    await anHourLater();
    await concurrently(inAll, (index) => registerFrom(`198.51.100.${index}`));
    for (let index = 0; index < perAddress + 2; index += 1) {
      const email = `${randomUUID()}@school.example`;
      const invitationToken = await invitationFor(appAt(0), email);
      expect((await registerFrom('198.51.100.1', { email, invitationToken })).status).toBe(201);
    }
  });
});

describe('503', () => {
  it('register answers 503 and registers no account while registrations cannot be counted', async () => {
    const store = await startStoreProxy(storeUrl);
    const uncounted = await startAuthApp({ variables: { REDIS_URL: store.url } });
    try {
      for (const mood of ['silent', 'erring', 'away'] as const) {
        store.feel(mood);
        for (const more of [{}, { invitationToken: randomUUID() }]) {
          const answer = await registerFrom('192.0.2.5', { at: uncounted, ...more });
          expect(answer).toMatchObject({ status: 503, body: { code: 'rate-limit-unavailable' } });
        }
      }
      expect(await readRows(uncounted.databaseUrl, `select from account where role <> 'admin'`)).toEqual([]);
    } finally {
      await uncounted.close();
      await store.close();
    }
  });
});

describe('stored registrations', () => {
  it('Redis stores no client address', async () => {
    await registerFrom('192.0.2.6');
    const redis = new Redis(storeUrl);
    const keys = await redis.keys('*');
    redis.disconnect();
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(key).toMatch(/^limit:auth\.[a-z-]+:([\w-]{43}|all)$/);
  });
});
