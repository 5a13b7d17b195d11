import { randomUUID } from 'node:crypto';
import { changeAccount, invite, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { endedSessions, goodPassword, refreshStatus, registered, signedIn, theAdmin } from '../builders.ts';

let app: TestApp<AuthDeps>;
let admin: TestUser;
beforeAll(async () => {
  app = await startAuthApp();
  admin = (await theAdmin(app)).user;
});
afterAll(() => app.close());

const change = (id: string, body: Record<string, unknown>, as = admin) =>
  app.call(changeAccount, { as, params: { id }, body });

const anotherAdmin = async () => {
  const email = `${randomUUID()}@school.example`;
  const { invitationToken } = (await app.call(invite, { as: admin, body: { email, role: 'admin' } })).body;
  await app.call(register, { body: { email, password: goodPassword, name: 'Second', invitationToken } });
  return signedIn(app, { email, password: goodPassword });
};

describe('200', () => {
  it('changeAccount disables an account, ends its sessions, refuses sign-in, and admits it when enabled again', async () => {
    const mine = await registered(app);
    const { user, ...session } = await signedIn(app, mine);
    const answer = await change(user.userId, { disabled: true });
    expect(answer.body).toMatchObject({
      id: user.userId,
      disabled: true,
      role: 'student',
      email: mine.email,
    });
    expect(await refreshStatus(app, { user, ...session })).toBe(401);
    expect(await endedSessions(app)).toContain(user.sessionId);
    expect((await app.call(signIn, { body: mine })).body.code).toBe('credentials-invalid');
    expect((await change(user.userId, { disabled: false })).body.disabled).toBe(false);
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
  });

  it.each([{ disabled: true }, { role: 'teacher' }])(
    'changeAccount with %j also ends a session whose family has just expired',
    async (body) => {
      const { user } = await signedIn(app, await registered(app));
      await readRows(
        app.databaseUrl,
        "update refresh_family set expires_at = now() - interval '10 minutes' where id = $1",
        [user.sessionId],
      );
      expect((await change(user.userId, body)).status).toBe(200);
      expect(await endedSessions(app)).toContain(user.sessionId);
    },
  );

  it('changeAccount changes the role, ends the sessions, and notifies the other services', async () => {
    const mine = await registered(app);
    const { user } = await signedIn(app, mine);
    expect((await change(user.userId, { role: 'teacher' })).body.role).toBe('teacher');
    expect(await endedSessions(app)).toContain(user.sessionId);
    expect((await signedIn(app, mine)).user.role).toBe('teacher');
    const jobs = await readRows(
      app.databaseUrl,
      `select payload from graphile_worker._private_jobs where payload::text like '%user.role-changed%'`,
    );
    expect(JSON.stringify(jobs)).toContain(user.userId);
  });

  it('changeAccount reports each disabling and enabling of an account to the other services once', async () => {
    const { user } = await signedIn(app, await registered(app));
    for (const disabled of [true, true, false, false]) await change(user.userId, { disabled });
    const published = await readRows(
      app.databaseUrl,
      `select payload->'data'->>'subscriber' as subscriber, payload->'data'->'envelope'->>'type' as type,
         payload->'data'->'envelope'->'data' as data
       from graphile_worker._private_jobs
       where payload->'data'->'envelope'->>'subject' = $1
         and payload->'data'->'envelope'->>'type' in ('user.disabled', 'user.enabled') order by id`,
      [user.userId],
    );
    const data = { userId: user.userId };
    expect(published).toEqual([
      { subscriber: 'exam', type: 'user.disabled', data },
      { subscriber: 'user', type: 'user.disabled', data },
      { subscriber: 'exam', type: 'user.enabled', data },
      { subscriber: 'user', type: 'user.enabled', data },
    ]);
  });

  it('changeAccount and register publish each time that an account becomes an active admin', async () => {
    const newAdminsOf = (userId: string) =>
      readRows(
        app.databaseUrl,
        `select payload->'data'->'envelope'->'data'->>'name' as name from graphile_worker._private_jobs
         where payload->'data'->'envelope'->>'subject' = $1
           and payload->'data'->'envelope'->>'type' = 'admin.added'`,
        [userId],
      );
    const { user: invited } = await anotherAdmin();
    expect(await newAdminsOf(invited.userId)).toEqual([{ name: 'Second' }]);
    for (const body of [{ disabled: true }, { role: 'teacher' }, { role: 'admin' }])
      expect((await change(invited.userId, body)).status).toBe(200);
    expect(await newAdminsOf(invited.userId)).toHaveLength(1);
    for (const body of [{ disabled: false }, { disabled: false }, { role: 'student' }, { role: 'admin' }])
      expect((await change(invited.userId, body)).status).toBe(200);
    expect(await newAdminsOf(invited.userId)).toHaveLength(3);
  });

  it('changeAccount ends no session when nothing changes', async () => {
    const session = await signedIn(app, await registered(app));
    for (const body of [{}, { role: 'student' }, { disabled: false }])
      expect((await change(session.user.userId, body)).status).toBe(200);
    expect(await refreshStatus(app, session)).toBe(200);
  });

  it('changeAccount records in the audit trail which admin changed which account', async () => {
    const { user } = await signedIn(app, await registered(app));
    await change(user.userId, { role: 'teacher', disabled: true });
    const noted = await readRows(
      app.databaseUrl,
      'select kind, actor_id from audit_entry where account_id = $1 and actor_id is not null order by kind',
      [user.userId],
    );
    expect(noted).toEqual(
      ['account-disabled', 'role-changed'].map((kind) => ({ kind, actor_id: admin.userId })),
    );
  });
});

describe('401', () => {
  it('changeAccount answers 401 to one of two admins who disable one another concurrently', async () => {
    const [first, second] = [await anotherAdmin(), await anotherAdmin()];
    const answers = await Promise.all([
      change(second.user.userId, { disabled: true }, first.user),
      change(first.user.userId, { disabled: true }, second.user),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(answers.find(({ status }) => status === 401)?.body.code).toBe('token-invalid');
  });
});

describe('404', () => {
  it('changeAccount answers 404 for an account of another institution and for one that does not exist', async () => {
    const { user } = await signedIn(app, await registered(app));
    await readRows(app.databaseUrl, 'update account set institution_id = $1 where id = $2', [
      randomUUID(),
      user.userId,
    ]);
    for (const id of [user.userId, randomUUID()]) {
      const answer = await change(id, { disabled: true });
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 404,
        code: 'account-not-found',
      });
    }
    const elsewhere = anAdmin({ userId: admin.userId, institutionId: randomUUID() });
    const { user: here } = await signedIn(app, await registered(app));
    expect((await change(here.userId, { disabled: true }, elsewhere)).status).toBe(404);
  });
});

describe('409', () => {
  it('changeAccount answers 409 for the admin’s own account, in any spelling of its id', async () => {
    for (const id of [admin.userId, admin.userId.toUpperCase()]) {
      const answer = await change(id, { role: 'student' });
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 409, code: 'conflict' });
    }
  });
});
