import { refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { endSignInSession } from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import {
  asSignedIn,
  endedSessions,
  refreshStatus,
  registered,
  type SignedIn,
  signedIn,
} from '../builders.ts';

const maxSignInSessions = 3;
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp({ clock, variables: { MAX_SIGN_IN_SESSIONS: String(maxSignInSessions) } });
});
afterAll(() => app.close());

type Credentials = Awaited<ReturnType<typeof registered>>;

/** Signs in a minute after the last sign-in, so that the order of use is certain. */
const next = async (mine: Credentials): Promise<SignedIn> => {
  clock.advance({ seconds: 60 });
  return signedIn(app, mine);
};
const renewed = async ({ refreshToken }: SignedIn): Promise<SignedIn> => {
  clock.advance({ seconds: 60 });
  return asSignedIn((await app.call(refreshTokens, { body: { refreshToken } })).body);
};
const liveSessions = async ({ user }: SignedIn): Promise<unknown[]> =>
  (
    await readRows(
      app.databaseUrl,
      'select id from refresh_family where account_id = $1 and ended_at is null and expires_at > $2',
      [user.userId, clock.now()],
    )
  ).map(({ id }) => id);
const endsAudited = ({ user }: SignedIn) =>
  readRows(app.databaseUrl, `select from audit_entry where account_id = $1 and kind = 'session-ended'`, [
    user.userId,
  ]);

describe('signIn at the limit of sessions', () => {
  it('signIn up to the limit ends no session', async () => {
    const mine = await registered(app);
    const sessions = [await next(mine), await next(mine), await next(mine)];
    for (const session of sessions) expect(await refreshStatus(app, session)).toBe(200);
    expect(await endsAudited(sessions[0] as SignedIn)).toEqual([]);
  });

  it('signIn beyond the limit ends the least recently used session and records it in the audit trail', async () => {
    const mine = await registered(app);
    const oldest = await next(mine);
    const idle = await next(mine);
    const third = await next(mine);
    const used = await renewed(oldest);
    const fresh = await next(mine);
    expect(await refreshStatus(app, idle)).toBe(401);
    for (const session of [used, third, fresh]) expect(await refreshStatus(app, session)).toBe(200);
    expect(await endedSessions(app)).toContain(idle.user.sessionId);
    expect(await endsAudited(fresh)).toHaveLength(1);
  });

  it('signIn counts neither ended nor expired sessions, nor sessions of other accounts', async () => {
    const [mine, another] = [await registered(app), await registered(app)];
    const foreign = await next(another);
    await next(mine);
    await next(mine);
    clock.advance({ seconds: 31 * 24 * 3_600 });
    const first = await next(mine);
    const ended = await next(mine);
    await app.call(endSignInSession, { as: first.user, params: { id: ended.user.sessionId } });
    const sessions = [first, await next(mine), await next(mine)];
    expect((await liveSessions(first)).toSorted()).toEqual(
      sessions.map(({ user }) => user.sessionId).toSorted(),
    );
    expect(await endsAudited(first)).toHaveLength(1);
    expect(await endsAudited(foreign)).toEqual([]);
  });

  it('signIn beyond a limit that was lowered ends all sessions above it', async () => {
    const mine = await registered(app);
    for (let count = 0; count < maxSignInSessions; count += 1) await next(mine);
    const lowered = await startAuthApp({
      clock,
      databaseUrl: app.databaseUrl,
      variables: { MAX_SIGN_IN_SESSIONS: '1' },
    });
    clock.advance({ seconds: 60 });
    const only = await signedIn(lowered, mine);
    await lowered.close();
    expect(await liveSessions(only)).toEqual([only.user.sessionId]);
    expect(await endsAudited(only)).toHaveLength(maxSignInSessions);
  });

  it('two concurrent sign-ins at the limit end two sessions and keep their own', async () => {
    const mine = await registered(app);
    const old = [await next(mine), await next(mine), await next(mine)] as const;
    clock.advance({ seconds: 60 });
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    await client.query('begin');
    await client.query('select from account where email = $1 for update', [mine.email]);
    const answers = Promise.all([1, 2].map(() => app.call(signIn, { body: mine })));
    await waitUntil(
      async () =>
        (
          await readRows(
            app.databaseUrl,
            `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
             and position('from account where id' in query) > 0`,
          )
        ).length === 2 || undefined,
      { what: 'two sign-ins that wait for the account', timeoutSeconds: 20, everyMilliseconds: 5 },
    );
    await client.query('commit');
    await client.end();
    const fresh = (await answers).map(({ status, body }) => {
      expect(status).toBe(200);
      return asSignedIn(body);
    });
    const expected = [old[2], ...fresh].map(({ user }) => user.sessionId);
    expect((await liveSessions(old[0])).toSorted()).toEqual(expected.toSorted());
    expect(await endsAudited(old[0])).toHaveLength(2);
  });
});
