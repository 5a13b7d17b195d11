import { randomUUID } from 'node:crypto';
import {
  changeAccount,
  endAccountSessions,
  invite,
  releaseAddress,
} from '@ai-teacher/contracts/auth/accounts.ts';
import { changeRegistrationPolicy } from '@ai-teacher/contracts/auth/registration-policy.ts';
import { changePassword, confirmPassword, signOutEverywhere } from '@ai-teacher/contracts/auth/sessions.ts';
import { rotateSigningKey } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { operations } from '@ai-teacher/contracts/catalogue.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { adminPassword, startAuthApp } from '../auth-app.ts';
import { goodPassword, registered, signedIn, theAdmin } from '../builders.ts';

const maxPerHour = 4;
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp({ clock, variables: { DANGEROUS_OPERATIONS_PER_HOUR: String(maxPerHour) } });
});
afterAll(() => app.close());

const confirm = (as: TestUser, password = adminPassword) =>
  app.call(confirmPassword, { as, body: { password } });
const change = (as: TestUser, id: string, body: Record<string, unknown>) =>
  app.call(changeAccount, { as, params: { id }, body });
const aStudent = async (): Promise<string> => (await signedIn(app, await registered(app))).user.userId;
/** An account with the role of an admin, without a dangerous operation. */
const otherAdmin = async (state = ''): Promise<string> => {
  const id = await aStudent();
  await readRows(app.databaseUrl, `update account set role = 'admin'${state} where id = $1`, [id]);
  return id;
};
const release = (as: TestUser, id: string) => app.call(releaseAddress, { as, params: { id } });
const endSessions = (as: TestUser, id: string) => app.call(endAccountSessions, { as, params: { id } });
/** A disabled account of a person for whom an admin vouched. */
const leaver = async (): Promise<string> => {
  const id = await aStudent();
  await readRows(
    app.databaseUrl,
    'update account set verified_at = now(), disabled_at = now() where id = $1',
    [id],
  );
  return id;
};
const problemOf = ({ status, body }: TestResponse) => ({ status, code: body.code });
const required = { status: 403, code: 'password-confirmation-required' };
/** Starts an hour in which no dangerous operation has happened. */
const nextHour = () => clock.advance({ seconds: 3_600 });

/** Every way to an admin's dangerous operation. */
const dangerous: [string, (as: TestUser) => Promise<TestResponse>][] = [
  ['changeAccount to make an admin', async (as) => change(as, await aStudent(), { role: 'admin' })],
  ['changeAccount to disable an admin', async (as) => change(as, await otherAdmin(), { disabled: true })],
  ['changeAccount to demote an admin', async (as) => change(as, await otherAdmin(), { role: 'student' })],
  [
    'changeAccount to enable a disabled admin',
    async (as) => change(as, await otherAdmin(', disabled_at = now()'), { disabled: false }),
  ],
  [
    'invite for an admin',
    (as) => app.call(invite, { as, body: { email: `${randomUUID()}@school.example`, role: 'admin' } }),
  ],
  ['endAccountSessions of an admin', async (as) => endSessions(as, await otherAdmin())],
  ['changeRegistrationPolicy', (as) => app.call(changeRegistrationPolicy, { as, body: { policy: 'open' } })],
  [
    'rotateSigningKey for compromised keys',
    (as) => app.call(rotateSigningKey, { as, body: { compromised: true } }),
  ],
];
/** Operations that need the password and are not limited per hour. */
const unlimited: typeof dangerous = [
  ['releaseAddress of a verified account', async (as) => release(as, await leaver())],
];
const withPassword = [...dangerous, ...unlimited];
/** Operations of admins that harm no installation. */
const harmless: [string, (as: TestUser) => Promise<TestResponse>][] = [
  ['changeAccount to make a teacher', async (as) => change(as, await aStudent(), { role: 'teacher' })],
  ['changeAccount to disable a student', async (as) => change(as, await aStudent(), { disabled: true })],
  [
    'changeAccount without a change of an admin',
    async (as) => change(as, await otherAdmin(), { role: 'admin' }),
  ],
  [
    'invite for a teacher',
    (as) => app.call(invite, { as, body: { email: `${randomUUID()}@school.example`, role: 'teacher' } }),
  ],
  ['releaseAddress of an unverified account', async (as) => release(as, await aStudent())],
  ['endAccountSessions of a student', async (as) => endSessions(as, await aStudent())],
  ['rotateSigningKey by plan', (as) => app.call(rotateSigningKey, { as, body: {} })],
];

describe('200', () => {
  it('confirmPassword permits dangerous operations of the session for five minutes', async () => {
    const admin = await theAdmin(app);
    clock.advance({ seconds: 301 });
    const [, act] = dangerous[0] as (typeof dangerous)[number];
    expect(problemOf(await act(admin.user))).toEqual(required);
    const { body } = await confirm(admin.user);
    expect(body).toEqual({ confirmedUntil: new Date(clock.now().getTime() + 300_000).toISOString() });
    clock.advance({ seconds: 300 });
    expect((await act(admin.user)).status).toBe(200);
    clock.advance({ seconds: 1 });
    expect(problemOf(await act(admin.user))).toEqual(required);
  });

  it('confirmPassword confirms for one session, not for another of the same admin', async () => {
    const [here, there] = [await theAdmin(app), await theAdmin(app)];
    nextHour();
    expect((await confirm(here.user)).status).toBe(200);
    const [, act] = dangerous[0] as (typeof dangerous)[number];
    expect(problemOf(await act(there.user))).toEqual(required);
    expect((await act(here.user)).status).toBe(200);
  });

  it('confirmPassword is recorded in the audit trail, and so is a wrong password', async () => {
    const { user } = await signedIn(app, await registered(app));
    await confirm(user, goodPassword);
    await confirm(user, 'three quiet blue whale');
    const kinds = await readRows(
      app.databaseUrl,
      `select kind from audit_entry where account_id = $1 and kind like 'password-confirm%' order by kind`,
      [user.userId],
    );
    expect(kinds).toEqual([{ kind: 'password-confirmation-refused' }, { kind: 'password-confirmed' }]);
  });
});

describe('dangerous operations', () => {
  it.each(withPassword)('%s needs a password within the last five minutes', async (_, act) => {
    nextHour();
    const { user } = await theAdmin(app);
    clock.advance({ seconds: 301 });
    expect(problemOf(await act(user))).toEqual(required);
    expect(problemOf(await act(anAdmin({ userId: user.userId })))).toEqual(required);
    await confirm(user);
    expect((await act(user)).status).toBeLessThan(300);
  });

  it.each(withPassword)(
    '%s is permitted right after a sign-in, and refused once its session has ended',
    async (_, act) => {
      nextHour();
      const { user } = await theAdmin(app);
      expect((await act(user)).status).toBeLessThan(300);
      await app.call(signOutEverywhere, { as: user });
      expect(problemOf(await act(user))).toEqual(required);
    },
  );

  it.each(harmless)('%s needs no password', async (_, act) => {
    const { user } = await theAdmin(app);
    nextHour();
    expect((await act(user)).status).toBeLessThan(300);
  });

  it('are limited per admin and hour across operations, and a refused one is not counted', async () => {
    nextHour();
    const { user } = await theAdmin(app);
    const acts = dangerous.map(([, act]) => act);
    for (let count = 0; count < maxPerHour; count += 1)
      expect((await acts[count % acts.length]?.(user))?.status).toBeLessThan(300);
    for (const act of acts) {
      const refused = await act(user);
      expect(problemOf(refused)).toEqual({ status: 429, code: 'dangerous-operations-exhausted' });
      expect(Number(refused.headers['retry-after'])).toBe(3_600);
    }
    for (const [, act] of [...harmless, ...unlimited]) expect((await act(user)).status).toBeLessThan(300);
    nextHour();
    await confirm(user);
    expect((await acts[0]?.(user))?.status).toBe(200);
  });

  it('exactly the permitted number of concurrent operations succeed', async () => {
    nextHour();
    const { user } = await theAdmin(app);
    const ids = await Promise.all(Array.from({ length: 10 }, aStudent));
    const answers = await Promise.all(ids.map((id) => change(user, id, { role: 'admin' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(maxPerHour);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10 - maxPerHour);
  });

  it('are declared by every writing operation of admins, unless that operation is known to be harmless', () => {
    const writing = operations.auth.filter(
      ({ access, method }) =>
        Array.isArray(access.edge) && access.edge.join() === 'admin' && method !== 'GET',
    );
    const undeclared = writing.filter(({ problems }) => !problems.includes('password-confirmation-required'));
    expect(writing.length).toBeGreaterThan(0);
    // A withdrawn invitation gives no right, and a new one replaces it.
    expect(undeclared.map(({ operationId }) => operationId)).toEqual(['withdrawInvitation']);
  });
});

describe('401', () => {
  it('confirmPassword answers 401 for a wrong password, a missing account and an ended session', async () => {
    const { user } = await signedIn(app, await registered(app));
    expect(problemOf(await confirm(user, 'three quiet blue whale'))).toEqual({
      status: 401,
      code: 'credentials-invalid',
    });
    expect(problemOf(await confirm(anAdmin()))).toEqual({ status: 401, code: 'token-invalid' });
    await app.call(changePassword, {
      as: user,
      body: { currentPassword: goodPassword, newPassword: 'four loud green parrots' },
    });
    expect(problemOf(await confirm(user, 'four loud green parrots'))).toEqual({
      status: 401,
      code: 'token-invalid',
    });
  });
});

describe('429', () => {
  it('confirmPassword delays a session after ten wrong passwords', async () => {
    const mine = await registered(app);
    const { user } = await signedIn(app, mine);
    const wrong = () => confirm(user, 'three quiet blue whale');
    for (let count = 0; count < 10; count += 1) expect((await wrong()).status).toBe(401);
    const refused = await confirm(user, goodPassword);
    expect(problemOf(refused)).toEqual({ status: 429, code: 'rate-limited' });
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(30);
    expect((await confirm((await signedIn(app, mine)).user, goodPassword)).status).toBe(200);
  });
});

describe('503', () => {
  it('confirmPassword answers 503 while attempts cannot be counted', async () => {
    const { user } = await signedIn(app, await registered(app));
    const lost = await startAuthApp({
      databaseUrl: app.databaseUrl,
      variables: { REDIS_URL: 'redis://127.0.0.1:1' },
    });
    const uncounted = await lost.call(confirmPassword, { as: user, body: { password: goodPassword } });
    await lost.close();
    expect(problemOf(uncounted)).toEqual({ status: 503, code: 'rate-limit-unavailable' });
  });
});
