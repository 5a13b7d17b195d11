import {
  readRevocations,
  revocationSeconds,
  signOutEverywhere,
} from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { registered, type SignedIn, signedIn } from '../builders.ts';

const clock = createFakeClock();
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp({ clock });
});
afterAll(() => app.close());

const ask = async (query: Record<string, string | number> = {}) =>
  (await app.call(readRevocations, { from: 'chat', query })).body;

/** Opens a session, ends it, and returns its id. */
const anEndedSession = async (): Promise<string> => {
  const { user } = await signedIn(app, await registered(app));
  await app.call(signOutEverywhere, { as: user });
  return user.sessionId;
};

describe('200', () => {
  it('readRevocations lists an ended session until its tokens have expired, and the published keys', async () => {
    const session = await anEndedSession();
    const revocations = await ask();
    expect(revocations.asOf).toBe(clock.now().toISOString());
    expect(revocations.sessions).toContain(session);
    const { keys } = (await app.call(readKeySet)).body;
    expect(revocations.keyIds).toEqual(keys.map(({ kid }: { kid: string }) => kid));
    clock.advance({ seconds: revocationSeconds - 1 });
    expect((await ask()).sessions).toContain(session);
    clock.advance({ seconds: 2 });
    expect((await ask()).sessions).not.toContain(session);
  });

  it('readRevocations lists the sessions that ended since an earlier answer or in the minute before it', async () => {
    const old = await anEndedSession();
    clock.advance({ seconds: 100 });
    const late = await anEndedSession();
    clock.advance({ seconds: 30 });
    const since = (await ask()).asOf;
    clock.advance({ seconds: 10 });
    const fresh = await anEndedSession();
    expect((await ask({ since })).sessions).toEqual([late, fresh]);
    expect((await ask({})).sessions).toEqual([old, late, fresh]);
  });

  it('readRevocations pages through sessions that ended at the same time', async () => {
    clock.advance({ seconds: revocationSeconds + 1 });
    const mine = await registered(app);
    const sessions: SignedIn[] = [];
    for (let count = 0; count < 5; count += 1) sessions.push(await signedIn(app, mine));
    await app.call(signOutEverywhere, { as: (sessions[0] as SignedIn).user });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await ask({ limit: 2, ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.sessions);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.sort()).toEqual(sessions.map(({ user }) => user.sessionId).sort());
  });
});

describe('422', () => {
  it.each([[{ since: 'yesterday' }], [{ cursor: 'mine' }], [{ limit: 1_001 }]])(
    'readRevocations answers 422 with a pointer for the query %j',
    async (query) => {
      const answer = await app.call(readRevocations, {
        from: 'chat',
        query: query as Record<string, string | number>,
      });
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].pointer).toBe(`/query/${Object.keys(query)[0]}`);
    },
  );
});
