import { signIn, signOutEverywhere } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { endedSessions, refreshStatus, registered, signedIn } from '../builders.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

describe('204', () => {
  it('signOutEverywhere ends every session of the caller, the current one included, and no other', async () => {
    const mine = await registered(app);
    const here = await signedIn(app, mine);
    const there = await signedIn(app, mine);
    const other = await signedIn(app, await registered(app));
    expect((await app.call(signOutEverywhere, { as: here.user })).status).toBe(204);
    expect(await refreshStatus(app, here)).toBe(401);
    expect(await refreshStatus(app, there)).toBe(401);
    expect(await refreshStatus(app, other)).toBe(200);
    const ended = await endedSessions(app);
    expect(ended).toEqual(expect.arrayContaining([here.user.sessionId, there.user.sessionId]));
    expect(ended).not.toContain(other.user.sessionId);
  });

  it('signOutEverywhere ends a session whose family has just expired, because its access tokens have not', async () => {
    const mine = await registered(app);
    const [just, long] = [await signedIn(app, mine), await signedIn(app, mine)];
    const expire = (sessionId: string, ago: string) =>
      readRows(app.databaseUrl, 'update refresh_family set expires_at = now() - $2::interval where id = $1', [
        sessionId,
        ago,
      ]);
    await expire(just.user.sessionId, '14 minutes');
    await expire(long.user.sessionId, '1 day');
    const here = await signedIn(app, mine);
    expect((await app.call(signOutEverywhere, { as: here.user })).status).toBe(204);
    const ended = await endedSessions(app);
    expect(ended).toContain(just.user.sessionId);
    expect(ended).not.toContain(long.user.sessionId);
  });

  it('signOutEverywhere lets the caller sign in again with a new session', async () => {
    const mine = await registered(app);
    const before = await signedIn(app, mine);
    await app.call(signOutEverywhere, { as: before.user });
    expect((await app.call(signIn, { body: mine })).status).toBe(200);
    const after = await signedIn(app, mine);
    expect(await endedSessions(app)).not.toContain(after.user.sessionId);
  });
});
