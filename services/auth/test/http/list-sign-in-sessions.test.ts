import { refreshTokens, signIn, signOut } from '@ai-teacher/contracts/auth/sessions.ts';
import { listSignInSessions } from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { asSignedIn, registered, type SignedIn, signedIn } from '../builders.ts';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp({ clock });
});
afterAll(() => app.close());

type Listed = { readonly id: string; readonly current: boolean };
const list = ({ user }: Pick<SignedIn, 'user'>, query: Record<string, string | number> = {}) =>
  app.call(listSignInSessions, { as: user, query });
const idsOf = ({ body }: { body: { items: Listed[] } }): string[] => body.items.map(({ id }) => id);
const renew = ({ refreshToken }: SignedIn) => app.call(refreshTokens, { body: { refreshToken } });

describe('200', () => {
  it('listSignInSessions lists the live sessions of the caller alone, the last used first', async () => {
    const mine = await registered(app);
    const first = await signedIn(app, mine);
    clock.advance({ seconds: 60 });
    const second = await signedIn(app, mine);
    await signedIn(app, await registered(app));
    expect(idsOf(await list(first))).toEqual([second.user.sessionId, first.user.sessionId]);
    clock.advance({ seconds: 60 });
    const renewedAt = clock.now().toISOString();
    expect((await renew(first)).status).toBe(200);
    const { body } = await list(second);
    expect(idsOf({ body })).toEqual([first.user.sessionId, second.user.sessionId]);
    expect(body.items[0].lastUsedAt).toBe(renewedAt);
    expect(body.items[1].lastUsedAt).toBe(body.items[1].createdAt);
  });

  it('listSignInSessions marks the session of the access token, also after a renewal', async () => {
    const mine = await registered(app);
    const [here, there] = [await signedIn(app, mine), await signedIn(app, mine)];
    for (const one of [here, asSignedIn((await renew(here)).body), there]) {
      const marked = (await list(one)).body.items.filter(({ current }: Listed) => current);
      expect(marked.map(({ id }: Listed) => id)).toEqual([one.user.sessionId]);
    }
  });

  it('listSignInSessions shows the browser and the system of the sign-in, and nothing else of the header', async () => {
    const mine = await registered(app);
    const answer = await app.call(signIn, { body: mine, headers: { 'user-agent': firefox } });
    const { body } = await list(asSignedIn(answer.body));
    const [session] = body.items;
    expect(session).toEqual({
      id: expect.any(String),
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
      expiresAt: new Date(new Date(session.createdAt).getTime() + 30 * 86_400_000).toISOString(),
      device: { browser: 'Firefox', operatingSystem: 'Windows' },
      current: true,
    });
    const [stored] = await readRows(
      app.databaseUrl,
      'select f::text as row from refresh_family f where id = $1',
      [session.id],
    );
    expect(String(stored?.row)).toContain('Firefox,Windows');
    expect(String(stored?.row)).not.toMatch(/Mozilla|NT 10|Win64|rv:|Gecko|Firefox\//);
  });

  it('listSignInSessions shows no device for a program that it does not know', async () => {
    const mine = await registered(app);
    const unknown = await app.call(signIn, { body: mine, headers: { 'user-agent': 'Phone of Kim/1.0' } });
    const here = asSignedIn(unknown.body);
    expect((await list(here)).body.items).toMatchObject([{ device: null }]);
  });

  it('listSignInSessions leaves out sessions that ended or expired', async () => {
    const mine = await registered(app);
    const [here, left, old] = [
      await signedIn(app, mine),
      await signedIn(app, mine),
      await signedIn(app, mine),
    ];
    await app.call(signOut, { as: here.user, body: { refreshToken: left.refreshToken } });
    await readRows(app.databaseUrl, 'update refresh_family set expires_at = created_at where id = $1', [
      old.user.sessionId,
    ]);
    expect(idsOf(await list(here))).toEqual([here.user.sessionId]);
    expect((await list({ user: aUser() })).body).toEqual({ items: [], nextCursor: null });
  });

  it('listSignInSessions returns each session once, page by page', async () => {
    const mine = await registered(app);
    const made: string[] = [];
    let last = await signedIn(app, mine);
    made.unshift(last.user.sessionId);
    for (let count = 0; count < 4; count += 1) {
      // The third and the fourth session begin in the same millisecond.
      if (count !== 2) clock.advance({ seconds: 1 });
      last = await signedIn(app, mine);
      made.unshift(last.user.sessionId);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list(last, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...idsOf({ body }));
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(5);
    expect([seen[0], seen[3], seen[4]]).toEqual([made[0], made[3], made[4]]);
    expect(new Set(seen)).toEqual(new Set(made));
  });
});

describe('422', () => {
  it.each([[{ cursor: 'mine' }], [{ limit: 0 }], [{ userId: 'x' }]])(
    'listSignInSessions answers 422 with a pointer for the query %j',
    async (query) => {
      const answer = await list(await signedIn(app, await registered(app)), query as Record<string, string>);
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].pointer).toBe(`/query/${Object.keys(query)[0]}`);
    },
  );
});
