import { randomBytes } from 'node:crypto';
import { changePassword, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { asSignedIn, endedSessions, goodPassword, refreshStatus, registered, signedIn } from '../builders.ts';

const newPassword = 'four loud green parrots';
const variables = { KEY_ENCRYPTION_SECRET: randomBytes(32).toString('base64') };
let database: OwnDatabase;
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  database = await createTestDatabase('auth');
  app = await startAuthApp({
    databaseUrl: database.url,
    variables,
    hashing: { concurrency: 1, queueLength: 2, memoryKibibytes: 19_456 },
  });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const change = (as: ReturnType<typeof aUser>, body: Record<string, unknown> = {}, at = app) =>
  at.call(changePassword, { as, body: { currentPassword: goodPassword, newPassword, ...body } });

describe('200', () => {
  it('changePassword replaces the password, ends every session and opens a new one for the caller', async () => {
    const mine = await registered(app);
    const here = await signedIn(app, mine);
    const thief = await signedIn(app, mine);
    const answer = await change(here.user);
    expect(answer.status).toBe(200);
    const fresh = asSignedIn(answer.body);
    expect(await refreshStatus(app, here)).toBe(401);
    expect(await refreshStatus(app, thief)).toBe(401);
    expect(await refreshStatus(app, fresh)).toBe(200);
    const ended = await endedSessions(app);
    expect(ended).toEqual(expect.arrayContaining([here.user.sessionId, thief.user.sessionId]));
    expect(ended).not.toContain(fresh.user.sessionId);
    expect((await app.call(signIn, { body: mine })).status).toBe(401);
    expect((await app.call(signIn, { body: { ...mine, password: newPassword } })).status).toBe(200);
  });
});

describe('401', () => {
  it('changePassword answers 401 and changes nothing for a wrong current password or a missing account', async () => {
    const mine = await registered(app);
    const here = await signedIn(app, mine);
    const answer = await change(here.user, { currentPassword: 'three quiet blue whale' });
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('credentials-invalid');
    expect(await refreshStatus(app, here)).toBe(200);
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
    expect((await change(aUser())).body.code).toBe('token-invalid');
  });
});

describe('422', () => {
  it.each([
    ['too short', 'fourteen chars'],
    ['common', 'passwordpassword'],
    ['little more than the name of this product', 'ai-teacher-ai-teacher'],
    ['the current password', goodPassword],
    ['little more than the person’s name', 'kim-2026-kim-kim'],
    ['a repeated letter', 'z'.repeat(20)],
  ])('changePassword answers 422 with a pointer for a new password that is %s', async (_what, unfit) => {
    const here = await signedIn(app, await registered(app));
    const answer = await change(here.user, { newPassword: unfit });
    expect(answer.status).toBe(422);
    expect(['password-unacceptable', 'input-invalid']).toContain(answer.body.code);
    expect(answer.body.errors[0].pointer).toBe('/newPassword');
    expect(await refreshStatus(app, here)).toBe(200);
  });
});

describe('429', () => {
  it('changePassword delays a session after ten wrong passwords, and other sessions and signIn are not affected', async () => {
    const mine = await registered(app);
    const [here, there] = [await signedIn(app, mine), await signedIn(app, mine)];
    const tryWrongPassword = () => change(here.user, { currentPassword: 'three quiet blue whale' });
    for (let count = 0; count < 10; count += 1) expect((await tryWrongPassword()).status).toBe(401);
    const refused = [await tryWrongPassword(), await change(here.user)];
    for (const { status, body, headers } of refused) {
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'rate-limited' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(30);
    }
    const recorded = await readRows(
      database.url,
      `select kind from audit_entry where account_id = $1 and kind = 'password-attempts-limited'`,
      [here.user.userId],
    );
    expect(recorded).toHaveLength(1);
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
    expect((await change(there.user)).status).toBe(200);
  });
});

describe('503', () => {
  it('changePassword answers 503 and changes nothing while attempts cannot be counted', async () => {
    const mine = await registered(app);
    const here = await signedIn(app, mine);
    const uncounted = await startAuthApp({
      databaseUrl: database.url,
      variables: { ...variables, REDIS_URL: 'redis://127.0.0.1:1' },
    });
    const answer = await change(here.user, {}, uncounted);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 503,
      code: 'rate-limit-unavailable',
    });
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
    await uncounted.close();
  });

  it('changePassword answers 503 and changes nothing when the queue of the password hasher is full', async () => {
    const mine = await registered(app);
    const here = await signedIn(app, mine);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => change(here.user, { currentPassword: 'three quiet blue whale' })),
    );
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.length).toBeGreaterThan(0);
    expect(busy[0]?.body.code).toBe('authentication-busy');
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
  });
});
