import { randomUUID } from 'node:crypto';
import { endSignInSession } from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { endedSessions, refreshStatus, registered, type SignedIn, signedIn, theAdmin } from '../builders.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

const end = ({ user }: SignedIn, id: string): Promise<TestResponse> =>
  app.call(endSignInSession, { as: user, params: { id } });
const endsAudited = ({ user }: SignedIn) =>
  readRows(app.databaseUrl, `select kind from audit_entry where account_id = $1 and kind = 'session-ended'`, [
    user.userId,
  ]);

describe('204', () => {
  it('endSignInSession ends one session of the caller and no other, and is recorded in the audit trail', async () => {
    const mine = await registered(app);
    const [here, there, third] = [
      await signedIn(app, mine),
      await signedIn(app, mine),
      await signedIn(app, mine),
    ];
    const answer = await end(here, there.user.sessionId);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 204, text: '' });
    expect(await refreshStatus(app, there)).toBe(401);
    expect(await refreshStatus(app, here)).toBe(200);
    expect(await refreshStatus(app, third)).toBe(200);
    const ended = await endedSessions(app);
    expect(ended).toContain(there.user.sessionId);
    expect(ended).not.toContain(here.user.sessionId);
    expect(ended).not.toContain(third.user.sessionId);
    expect(await endsAudited(here)).toHaveLength(1);
  });

  it('endSignInSession ends the current session', async () => {
    const here = await signedIn(app, await registered(app));
    expect((await end(here, here.user.sessionId)).status).toBe(204);
    expect(await refreshStatus(app, here)).toBe(401);
  });

  it('endSignInSession changes nothing when it is repeated, also concurrently', async () => {
    const mine = await registered(app);
    const [here, there] = [await signedIn(app, mine), await signedIn(app, mine)];
    const { sessionId } = there.user;
    const answers = await Promise.all(Array.from({ length: 10 }, () => end(here, sessionId)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(204));
    const endedAt = () =>
      readRows(app.databaseUrl, 'select ended_at from refresh_family where id = $1', [sessionId]);
    const before = await endedAt();
    expect((await end(here, sessionId.toUpperCase())).status).toBe(204);
    expect(await endedAt()).toEqual(before);
    expect(await endsAudited(here)).toHaveLength(1);
  });
});

describe('404', () => {
  it('endSignInSession answers alike for a session of another person and for none, and ends nothing', async () => {
    const here = await signedIn(app, await registered(app));
    const other = await signedIn(app, await registered(app));
    const shapeOf = ({ status, body: { requestId: _, ...body }, headers }: TestResponse) => ({
      status,
      body,
      headers: Object.keys(headers),
    });
    const none = shapeOf(await end(here, randomUUID()));
    expect(none).toMatchObject({ status: 404, body: { code: 'sign-in-session-not-found' } });
    expect(shapeOf(await end(here, other.user.sessionId))).toEqual(none);
    expect(shapeOf(await end(await theAdmin(app), other.user.sessionId))).toEqual(none);
    expect(await refreshStatus(app, other)).toBe(200);
  });
});
