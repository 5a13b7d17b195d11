import { randomUUID } from 'node:crypto';
import { listAccounts, register, releaseAddress } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import {
  changed,
  deletionsPublished,
  endedSessions,
  goodPassword,
  invitationFor,
  invited,
  refreshStatus,
  registered,
  signedIn,
  theAdmin,
} from '../builders.ts';

let app: TestApp<AuthDeps>;
let admin: TestUser;
beforeAll(async () => {
  app = await startAuthApp();
  admin = (await theAdmin(app)).user;
});
afterAll(() => app.close());

const release = (id: string, as = admin) => app.call(releaseAddress, { as, params: { id } });

describe('204', () => {
  it('releaseAddress deletes an unverified account, ends its sessions, and informs every service', async () => {
    const mine = await registered(app);
    const session = await signedIn(app, mine);
    const { userId, sessionId } = session.user;
    expect((await release(userId.toUpperCase())).status).toBe(204);
    expect(await endedSessions(app)).toContain(sessionId);
    expect(await refreshStatus(app, session)).toBe(401);
    expect((await app.call(signIn, { body: mine })).body.code).toBe('credentials-invalid');
    expect(await deletionsPublished(app, userId)).toEqual(['chat', 'exam', 'notification', 'rag', 'user']);
    const entries = await readRows(
      app.databaseUrl,
      `select actor_id from audit_entry where kind = 'address-released' and account_id = $1`,
      [userId],
    );
    expect(entries).toEqual([{ actor_id: admin.userId }]);
    expect((await release(userId)).status).toBe(404);
  });

  it('releaseAddress frees the address for another person', async () => {
    const { email } = await registered(app);
    const [listed] = (await app.call(listAccounts, { as: admin, query: { email } })).body.items;
    expect(listed).toMatchObject({ email, verified: false });
    await release(listed.id);
    const password = 'seven calm green turtles';
    await app.call(register, { body: { email, password, name: 'Owner' } });
    expect((await signedIn(app, { email, password })).user.userId).not.toBe(listed.id);
  });

  it('releaseAddress deletes a verified account that is disabled, and its invitations end', async () => {
    const { user } = await invited(app, 'admin');
    const email = `${randomUUID()}@school.example`;
    const invitationToken = await invitationFor(app, email, { as: user });
    await changed(app, user.userId, { disabled: true });
    expect((await release(user.userId)).status).toBe(204);
    const answer = await app.call(register, {
      body: { email, password: goodPassword, name: 'Robin', invitationToken },
    });
    expect(answer.body.code).toBe('invitation-invalid');
  });
});

describe('404', () => {
  it('releaseAddress answers 404 for an unknown account and for one of another institution', async () => {
    const { user } = await signedIn(app, await registered(app));
    await readRows(app.databaseUrl, 'update account set institution_id = $1 where id = $2', [
      randomUUID(),
      user.userId,
    ]);
    for (const id of [user.userId, randomUUID()])
      expect(await release(id)).toMatchObject({ status: 404, body: { code: 'account-not-found' } });
  });
});

describe('409', () => {
  it('releaseAddress answers 409 for a verified account and for the admin’s own, and changes nothing', async () => {
    const people = [(await invited(app, 'student')).user, (await invited(app, 'admin')).user, admin];
    const { user: promoted } = await signedIn(app, await registered(app));
    await changed(app, promoted.userId, { role: 'teacher' });
    for (const { userId } of [...people, promoted]) {
      expect(await release(userId)).toMatchObject({ status: 409, body: { code: 'conflict' } });
      expect(await deletionsPublished(app, userId)).toEqual([]);
    }
  });
});

describe('401', () => {
  it('releaseAddress answers 401 to a caller who is no longer an admin', async () => {
    const { user } = await signedIn(app, await registered(app));
    expect(await release(user.userId, anAdmin())).toMatchObject({
      status: 401,
      body: { code: 'token-invalid' },
    });
  });
});
