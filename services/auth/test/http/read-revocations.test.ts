import {
  readRevocations,
  revocationSeconds,
  signOutEverywhere,
} from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRevocationChanges } from '../../src/adapters/polled-revocation-changes.ts';
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

describe('204', () => {
  it('readRevocations holds a poll with the current version, and answers 204 when nothing changed', async () => {
    const { version } = await ask({ version: 'none' });
    const unchanged = await app.call(readRevocations, { from: 'chat', query: { version } });
    expect({ status: unchanged.status, body: unchanged.body }).toEqual({ status: 204, body: undefined });
  });

  it('readRevocations answers a held poll with the session that ends while it waits', async () => {
    const { user } = await signedIn(app, await registered(app));
    const { version, asOf } = await ask({ version: 'none' });
    const held = ask({ version, since: asOf });
    await app.call(signOutEverywhere, { as: user });
    const answer = await held;
    expect(answer.sessions).toContain(user.sessionId);
    expect(answer.version).not.toBe(version);
  });

  it('readRevocations gives a version only to callers that name one', async () => {
    expect(await ask()).not.toHaveProperty('version');
    expect(await ask({ version: 'none' })).toHaveProperty('version');
  });

  it('readRevocations has the same version in two replicas', async () => {
    const other = await startAuthApp({ clock, databaseUrl: app.databaseUrl });
    try {
      const first = await ask({ version: 'none' });
      const second = await other.call(readRevocations, { from: 'chat', query: { version: 'none' } });
      expect(second.body.version).toBe(first.version);
    } finally {
      await other.close();
    }
  });
});

describe('the watch of the list', () => {
  const setUp = (content: { now: unknown }) => {
    const stop = new AbortController();
    const reads = { count: 0 };
    const read = async (): Promise<unknown> => {
      reads.count += 1;
      if (content.now instanceof Error) throw content.now;
      return content.now;
    };
    const changes = createRevocationChanges({ read, stopSignal: stop.signal, everyMilliseconds: 20 });
    const held = (known: string, signal?: AbortSignal) =>
      changes.otherThan(known, { milliseconds: 60_000, signal });
    return { stop, reads, held };
  };

  it('reads the list for all held polls together, and answers all of them after a change', async () => {
    const content = { now: 'first' as unknown };
    const { held, reads } = setUp(content);
    const version = await held('none');
    const polls = Array.from({ length: 50 }, () => held(version));
    content.now = 'second';
    const [other, ...rest] = await Promise.all(polls);
    expect(other).not.toBe(version);
    expect(new Set(rest)).toEqual(new Set([other]));
    expect(reads.count).toBeLessThan(polls.length);
  });

  it('ends held polls when the service stops or the caller leaves, and then holds no other', async () => {
    const { held, stop } = setUp({ now: 'same' });
    const version = await held('none');
    const caller = new AbortController();
    const left = held(version, caller.signal);
    caller.abort();
    expect(await left).toBe(version);
    const stopped = held(version);
    stop.abort();
    expect(await stopped).toBe(version);
    expect(await held(version)).toBe(version);
  });

  it('fails held polls when the list cannot be read, and reads it again for the next poll', async () => {
    const content = { now: 'first' as unknown };
    const { held } = setUp(content);
    const version = await held('none');
    const failed = held(version);
    content.now = new Error('no database');
    await expect(failed).rejects.toThrow('no database');
    content.now = 'second';
    expect(await held(version)).not.toBe(version);
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
