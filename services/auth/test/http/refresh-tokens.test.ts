import { randomBytes } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

const credentials = { email: 'rosa@school.example', password: 'three quiet blue whales' };
const variables = { KEY_ENCRYPTION_SECRET: randomBytes(32).toString('base64') };
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;

beforeAll(async () => {
  app = await startAuthApp({ clock, variables });
  await app.call(register, { body: { ...credentials, name: 'Rosa' } });
});
afterAll(() => app.close());

const newFamily = async (): Promise<string> =>
  (await app.call(signIn, { body: credentials })).body.refreshToken;
const refresh = (refreshToken: string) => app.call(refreshTokens, { body: { refreshToken } });
const alerts = () =>
  readRows(
    app.databaseUrl,
    `select from graphile_worker._private_jobs where payload->'data'->'envelope'->>'type' = 'security.alert'`,
  );

describe('200', () => {
  it('refreshTokens returns a new pair, whose refresh token can be rotated in turn', async () => {
    const first = await newFamily();
    const second = await refresh(first);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(first);
    expect((await refresh(second.body.refreshToken)).status).toBe(200);
  });

  it('refreshTokens returns the same child to a client that repeats the request within the grace period', async () => {
    const first = await newFamily();
    const child = (await refresh(first)).body.refreshToken;
    clock.advance({ seconds: 5 });
    expect((await refresh(first)).body.refreshToken).toBe(child);
  });

  it('refreshTokens returns one child to fifty concurrent requests', async () => {
    const first = await newFamily();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(200));
    expect(new Set(answers.map((answer) => answer.body.refreshToken)).size).toBe(1);
  });
});

describe('429', () => {
  it('refreshTokens answers 429 to a used token in a loop, while other tokens are renewed', async () => {
    const [looped, other] = [await newFamily(), await newFamily()];
    await refresh(looped);
    const answers = [];
    for (let round = 0; round < 6; round += 1)
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => refresh(looped)))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(20);
    for (const { body, headers } of refused) {
      expect(body.code).toBe('rate-limited');
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    expect((await refresh(other)).status).toBe(200);
  });

  it('refreshTokens still renews tokens without Redis', async () => {
    const token = await newFamily();
    const lost = await startAuthApp({
      clock,
      databaseUrl: app.databaseUrl,
      variables: { ...variables, REDIS_URL: 'redis://127.0.0.1:1' },
    });
    const answers = [];
    for (let count = 0; count < 3; count += 1)
      answers.push(await lost.call(refreshTokens, { body: { refreshToken: token } }));
    await lost.close();
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});

describe('401', () => {
  it('refreshTokens answers 401 for an unknown token', async () => {
    expect((await refresh('x'.repeat(43))).body.code).toBe('refresh-token-invalid');
  });

  it('refreshTokens ends the family and publishes an alert when a used token is presented after the grace period', async () => {
    const before = (await alerts()).length;
    const first = await newFamily();
    const child = (await refresh(first)).body.refreshToken;
    clock.advance({ seconds: 11 });
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(child)).status).toBe(401);
    expect((await alerts()).length).toBe(before + 1);
  });

  it('refreshTokens treats a reused grandparent as stolen even within the grace period', async () => {
    const first = await newFamily();
    const child = (await refresh(first)).body.refreshToken;
    const grandchild = (await refresh(child)).body.refreshToken;
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(grandchild)).status).toBe(401);
  });

  it('refreshTokens answers 401 for an active family past its absolute lifetime', async () => {
    const first = await newFamily();
    clock.advance({ seconds: 29 * 86_400 });
    const child = (await refresh(first)).body.refreshToken;
    clock.advance({ seconds: 86_400 + 1 });
    expect((await refresh(child)).status).toBe(401);
  });
});
