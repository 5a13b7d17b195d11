import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';

const credentials = { email: 'rosa@school.example', password: 'three quiet blue whales' };
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;

beforeAll(async () => {
  app = await startAuthApp({ clock });
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
  it('rotates: a new pair each time, and the chain goes on', async () => {
    const first = await newFamily();
    const second = await refresh(first);
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(first);
    expect((await refresh(second.body.refreshToken)).status).toBe(200);
  });

  it('gives the same child again to a client that missed the answer, within seconds', async () => {
    const first = await newFamily();
    const child = (await refresh(first)).body.refreshToken;
    clock.advance({ seconds: 5 });
    expect((await refresh(first)).body.refreshToken).toBe(child);
  });

  it('makes one child of fifty refreshes at once', async () => {
    const first = await newFamily();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(200));
    expect(new Set(answers.map((answer) => answer.body.refreshToken)).size).toBe(1);
  });
});

describe('401', () => {
  it('refuses a token it never gave', async () => {
    expect((await refresh('x'.repeat(43))).body.code).toBe('refresh-token-invalid');
  });

  it('ends the whole family and raises an alert when a used token comes again after the grace', async () => {
    const before = (await alerts()).length;
    const first = await newFamily();
    const child = (await refresh(first)).body.refreshToken;
    clock.advance({ seconds: 11 });
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(child)).status).toBe(401);
    expect((await alerts()).length).toBe(before + 1);
  });

  it('takes a grandparent for a theft even within the grace', async () => {
    const first = await newFamily();
    const child = (await refresh(first)).body.refreshToken;
    const grandchild = (await refresh(child)).body.refreshToken;
    expect((await refresh(first)).status).toBe(401);
    expect((await refresh(grandchild)).status).toBe(401);
  });

  it('refuses a family past its absolute life although it was active', async () => {
    const first = await newFamily();
    clock.advance({ seconds: 29 * 86_400 });
    const child = (await refresh(first)).body.refreshToken;
    clock.advance({ seconds: 86_400 + 1 });
    expect((await refresh(child)).status).toBe(401);
  });
});
