import { randomUUID } from 'node:crypto';
import { endAccountSessions } from '@ai-teacher/contracts/auth/accounts.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import {
  changed,
  endedSessions,
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

const endAll = (id: string, as = admin) => app.call(endAccountSessions, { as, params: { id } });

describe('204', () => {
  it('endAccountSessions ends every session of the account and no other, and is audited', async () => {
    const mine = await registered(app);
    const first = await signedIn(app, mine);
    const sessions = [first, await signedIn(app, mine)];
    const other = await signedIn(app, await registered(app));
    const { userId } = first.user;
    expect((await endAll(userId.toUpperCase())).status).toBe(204);
    const ended = await endedSessions(app);
    for (const session of sessions) {
      expect(ended).toContain(session.user.sessionId);
      expect(await refreshStatus(app, session)).toBe(401);
    }
    expect(ended).not.toContain(other.user.sessionId);
    expect(await refreshStatus(app, other)).toBe(200);
    const entries = await readRows(
      app.databaseUrl,
      `select actor_id from audit_entry where kind = 'signed-out-everywhere' and account_id = $1`,
      [userId],
    );
    expect(entries).toEqual([{ actor_id: admin.userId }]);
  });

  it('endAccountSessions leaves the account enabled, and a repeated request changes nothing', async () => {
    const mine = await registered(app);
    const { user } = await signedIn(app, mine);
    await endAll(user.userId);
    expect((await endAll(user.userId)).status).toBe(204);
    expect((await signedIn(app, mine)).user.userId).toBe(user.userId);
  });
});

describe('401', () => {
  it('endAccountSessions refuses a caller who is no longer an admin', async () => {
    const { user: former } = await invited(app, 'admin');
    const session = await signedIn(app, await registered(app));
    await changed(app, former.userId, { role: 'teacher' });
    expect(await endAll(session.user.userId, former)).toMatchObject({ status: 401 });
    expect(await refreshStatus(app, session)).toBe(200);
  });
});

describe('404', () => {
  it('endAccountSessions answers 404 for an unknown account and for one of another institution', async () => {
    const session = await signedIn(app, await registered(app));
    await readRows(app.databaseUrl, 'update account set institution_id = $1 where id = $2', [
      randomUUID(),
      session.user.userId,
    ]);
    for (const id of [session.user.userId, randomUUID()])
      expect(await endAll(id)).toMatchObject({ status: 404, body: { code: 'account-not-found' } });
    expect(await endedSessions(app)).not.toContain(session.user.sessionId);
  });
});

describe('409', () => {
  it('endAccountSessions answers 409 for the admin’s own account, whose sessions stay', async () => {
    expect(await endAll(admin.userId)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await endedSessions(app)).not.toContain(admin.sessionId);
  });
});
