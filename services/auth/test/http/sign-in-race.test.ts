import { refreshTokens, signIn, signOutEverywhere } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { asSignedIn, endedSessions, registered, signedIn } from '../builders.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

/** Lets `change` stand uncommitted while a sign-in has verified the password and wants its session. */
const signInDuring = async (credentials: { email: string; password: string }, change: string) => {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(change, [credentials.email]);
    const answer = app.call(signIn, { body: credentials });
    await waitForBlocked(app.databaseUrl, 'from "account"');
    await client.query('commit');
    return await answer;
  } finally {
    await client.end();
  }
};

describe('a sign-in under way while the account changes', () => {
  it.each([
    ['disabled', 'update account set disabled_at = now() where email = $1'],
    ['given another password', `update account set password_hash = 'another' where email = $1`],
  ])('gets no session of an account that is %s meanwhile', async (_what, change) => {
    const mine = await registered(app);
    const answer = await signInDuring(mine, change);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 401,
      code: 'credentials-invalid',
    });
    const families = await readRows(
      app.databaseUrl,
      'select from refresh_family f join account a on a.id = f.account_id where a.email = $1',
      [mine.email],
    );
    expect(families).toEqual([]);
  });

  it('gets the role that is given meanwhile', async () => {
    const mine = await registered(app);
    const answer = await signInDuring(mine, `update account set role = 'teacher' where email = $1`);
    expect(asSignedIn(answer.body).user.role).toBe('teacher');
  });
});

describe('a refresh under way while everything ends', () => {
  it('gives tokens of a session that is told of as ended, or none', async () => {
    const mine = await registered(app);
    const session = await signedIn(app, mine);
    const [refreshed] = await Promise.all([
      app.call(refreshTokens, { body: { refreshToken: session.refreshToken } }),
      app.call(signOutEverywhere, { as: session.user }),
    ]);
    if (refreshed.status === 200)
      expect(asSignedIn(refreshed.body).user.sessionId).toBe(session.user.sessionId);
    else expect(refreshed.body.code).toBe('refresh-token-invalid');
    expect(await endedSessions(app)).toContain(session.user.sessionId);
  });
});
