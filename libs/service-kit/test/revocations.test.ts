import { setTimeout as pause } from 'node:timers/promises';
import { revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Problem } from '../src/domain/problem.ts';
import { pollRevocations, type ReadRevocations } from '../src/identity/revocations.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { currentRequestContext, runInRequestContext } from '../src/request-context.ts';

const logger = createLogger({ service: 'revocations-test', level: 'silent' });
let lifecycle: Lifecycle;
afterEach(() => lifecycle.close());

type Answer = Awaited<ReturnType<ReadRevocations>>;
type Page = Exclude<Answer, undefined>;
const told = (given: Partial<Page> = {}): Page => ({
  asOf: '2026-03-02T09:00:00.000Z',
  sessions: [],
  keyIds: ['k1'],
  nextCursor: null,
  ...given,
});

/** Auth as far as it is asked here: it answers what it is given, and notes the questions. */
const setUp = (first: Answer | Error = told(), pollMilliseconds = 10) => {
  lifecycle = createLifecycle({ logger });
  const clock = createFakeClock();
  const auth = { answer: first as Answer | Error, asked: [] as Parameters<ReadRevocations>[0][] };
  const read: ReadRevocations = async (query) => {
    auth.asked.push(query);
    if (auth.answer instanceof Error) throw auth.answer;
    return auth.answer;
  };
  const revocations = pollRevocations({ read, clock, lifecycle, logger, pollMilliseconds });
  const questions = (count: number) =>
    waitUntil(() => auth.asked.length >= count, {
      what: `${count} questions`,
      timeoutSeconds: 10,
      everyMilliseconds: 5,
    });
  /** When what auth answers now is known. */
  const next = () => questions(auth.asked.length + 2);
  return { auth, clock, revocations, questions, next };
};

describe('the list of ended sessions', () => {
  it('is polled repeatedly for new sessions, and contains all received sessions', async () => {
    const { auth, revocations, next } = setUp();
    expect(await revocations.isEnded('a')).toBe(false);
    auth.answer = told({ asOf: '2026-03-02T09:00:01.000Z', sessions: ['a'] });
    await next();
    expect(await revocations.isEnded('a')).toBe(true);
    expect(await revocations.isEnded('b')).toBe(false);
    expect(auth.asked[0]).toEqual({ version: 'none' });
    expect(auth.asked.at(-1)).toEqual({ since: '2026-03-02T09:00:01.000Z', version: 'none' });
  });

  it('is polled by its version, and an answer without a list leaves time, sessions and keys as they are', async () => {
    const { auth, clock, revocations, next } = setUp(told({ sessions: ['a'], version: 'v1' }));
    const heard: string[] = [];
    revocations.onKeyIds((keyIds) => heard.push(keyIds.join()));
    auth.answer = undefined;
    await next();
    expect(auth.asked.at(-1)).toEqual({ since: '2026-03-02T09:00:00.000Z', version: 'v1' });
    expect(await revocations.isEnded('a')).toBe(true);
    expect(heard.at(-1)).toBe('k1');
    clock.advance({ seconds: revocationSeconds + 1 });
    await next();
    expect(await revocations.isEnded('a')).toBe(false);
  });

  it('is polled again immediately when auth held a poll for longer than the interval', async () => {
    lifecycle = createLifecycle({ logger });
    const times: { began: number; ended: number }[] = [];
    const read: ReadRevocations = async () => {
      const began = performance.now();
      if (times.length > 0) await pause(900);
      times.push({ began, ended: performance.now() });
      return told({ version: 'v1' });
    };
    pollRevocations({ read, clock: createFakeClock(), lifecycle, logger, pollMilliseconds: 600 });
    await waitUntil(() => times.length >= 3, { what: 'three polls', timeoutSeconds: 20 });
    const [first, second, third] = times as [(typeof times)[0], (typeof times)[0], (typeof times)[0]];
    // A poll that is answered immediately is followed by the rest of the interval.
    expect(second.began - first.ended).toBeGreaterThan(third.began - second.ended);
  });

  it('is read without a version from an auth service that refuses the parameter', async () => {
    lifecycle = createLifecycle({ logger });
    const read: ReadRevocations = async ({ version }) => {
      if (version !== undefined) throw new Problem('input-invalid');
      return told({ sessions: ['a'] });
    };
    const revocations = pollRevocations({ read, clock: createFakeClock(), lifecycle, logger });
    expect(await revocations.isEnded('a')).toBe(true);
  });

  it('is read completely before its time is stored', async () => {
    const { auth, revocations, questions } = setUp(told({ sessions: ['a'], nextCursor: 'more' }));
    auth.answer = told({ sessions: ['b'] });
    await questions(2);
    expect(auth.asked.slice(0, 2)).toEqual([{ version: 'none' }, { cursor: 'more' }]);
    expect([await revocations.isEnded('a'), await revocations.isEnded('b')]).toEqual([true, true]);
  });

  it('is awaited by the first request only, and no token is accepted before the first list', async () => {
    const { auth, revocations } = setUp(new Error('auth is unavailable'));
    await expect(revocations.isEnded('a')).rejects.toMatchObject({
      code: 'upstream-unavailable',
      status: 503,
    });
    auth.answer = told({ sessions: ['a'] });
    expect(await revocations.isEnded('a')).toBe(true);
  });

  it('remains valid and complete while auth is unavailable', async () => {
    const { auth, clock, revocations, next } = setUp(told({ sessions: ['a'] }));
    expect(await revocations.isEnded('a')).toBe(true);
    auth.answer = new Error('auth is unavailable');
    clock.advance({ seconds: revocationSeconds * 2 });
    await next();
    expect(await revocations.isEnded('a')).toBe(true);
  });

  it('removes a session when its last access token has expired, however often it was received', async () => {
    const { auth, clock, revocations, next } = setUp(told({ sessions: ['a'] }));
    await next();
    clock.advance({ seconds: revocationSeconds - 1 });
    await next();
    expect(await revocations.isEnded('a')).toBe(true);
    auth.answer = told();
    clock.advance({ seconds: 2 });
    await next();
    expect(await revocations.isEnded('a')).toBe(false);
  });

  it('never sends two concurrent polls', async () => {
    const { auth, revocations } = setUp(told(), 60_000);
    await Promise.all(Array.from({ length: 50 }, () => revocations.isEnded('a')));
    expect(auth.asked).toHaveLength(1);
  });

  it('is polled outside of any request, also when a request waits for it', async () => {
    lifecycle = createLifecycle({ logger });
    const seen: unknown[] = [];
    const read: ReadRevocations = async () => {
      seen.push(currentRequestContext());
      if (seen.length === 1) throw new Error('not yet');
      return told();
    };
    const clock = createFakeClock();
    const revocations = pollRevocations({ read, clock, lifecycle, logger, pollMilliseconds: 60_000 });
    await pause(0);
    await runInRequestContext({ requestId: 'r' }, () => revocations.isEnded('a'));
    expect(seen).toEqual([undefined, undefined]);
  });

  it('is not polled after the process stops', async () => {
    const { auth, questions } = setUp();
    await questions(2);
    await lifecycle.close();
    const { length } = auth.asked;
    await pause(100);
    expect(auth.asked.length).toBeLessThanOrEqual(length + 1);
  });

  it('passes on the ids of the published keys', async () => {
    const { revocations, auth, next } = setUp();
    const heard: string[] = [];
    revocations.onKeyIds((keyIds) => heard.push(keyIds.join()));
    auth.answer = told({ keyIds: ['k1', 'k2'] });
    await next();
    expect(heard.at(-1)).toBe('k1,k2');
  });
});
