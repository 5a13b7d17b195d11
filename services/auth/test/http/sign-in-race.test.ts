import { refreshTokens, signIn, signOutEverywhere } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import pg from 'pg';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { asSignedIn, endedSessions, registered, signedIn } from '../builders.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

/**
 * Signs in while `change` is uncommitted: the sign-in has verified the password and waits for the account.
 */
const signInDuring = async (credentials: { email: string; password: string }, change: string) => {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(change, [credentials.email]);
    const answer = app.call(signIn, { body: credentials });
    await waitForBlocked(app.databaseUrl, 'from account where id');
    await client.query('commit');
    return await answer;
  } finally {
    await client.end();
  }
};

const cheapHash = (password: string): Promise<string> => argon2.hash(password, { memoryCost: 256 });
const hashChange = (hash: string): string => `update account set password_hash = '${hash}' where email = $1`;

describe('signIn while the account changes', () => {
  it.each([
    ['disabled', () => 'update account set disabled_at = now() where email = $1'],
    ['given another password', async () => hashChange(await cheapHash('seven calm green turtles'))],
  ])('signIn opens no session of an account that is concurrently %s', async (_what, change) => {
    const mine = await registered(app);
    const answer = await signInDuring(mine, await change());
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

  it('signIn accepts the password when a concurrent sign-in has hashed it anew', async () => {
    const mine = await registered(app);
    const answer = await signInDuring(mine, hashChange(await cheapHash(mine.password)));
    expect(answer.status).toBe(200);
  });

  it('signIn issues a token with the role that was concurrently changed', async () => {
    const mine = await registered(app);
    const answer = await signInDuring(mine, `update account set role = 'teacher' where email = $1`);
    expect(asSignedIn(answer.body).user.role).toBe('teacher');
  });
});

describe('refreshTokens while all sessions end', () => {
  it('refreshTokens answers 401, or issues tokens of a session that is listed as ended', async () => {
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
