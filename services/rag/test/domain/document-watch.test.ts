import { randomUUID } from 'node:crypto';
import { createWatch } from '@ai-teacher/service-kit/domain/watch.ts';
import { describe, expect, it } from '@jest/globals';
import type { BookDocument } from '../../src/domain/document.ts';
import { progressOfDocument } from '../../src/domain/library/follow-document.ts';

const aDocument = (done: number): BookDocument => ({
  id: 'the-document',
  institutionId: randomUUID(),
  ownerId: randomUUID(),
  title: 'Water',
  titleGiven: true,
  bytes: 1_000,
  visibility: 'institution',
  audience: [],
  excluded: [],
  sharedSince: {},
  status: 'indexing',
  pages: 9,
  progress: { done, total: 9 },
  problem: null,
  warnings: [],
  unreadPages: [],
  ownerErased: false,
  contentHash: 'hash',
  blobId: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

/** A watch whose pauses the test ends, and which counts its reads. */
const aWatch = (state: { now: BookDocument | undefined; failure?: Error }) => {
  let reads = 0;
  let resume = Promise.withResolvers<void>();
  const follow = createWatch({
    progressOf: progressOfDocument,
    find: async () => {
      reads += 1;
      if (state.failure) throw state.failure;
      return state.now;
    },
    pause: () => resume.promise,
  });
  return {
    follow,
    reads: () => reads,
    tick: async () => {
      const ended = resume;
      resume = Promise.withResolvers();
      ended.resolve();
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

/** Reads every state as it comes. */
const reading = (states: AsyncGenerator<BookDocument | undefined>) => {
  const seen: (number | undefined)[] = [];
  const ended = (async () => {
    for await (const document of states) seen.push(document?.progress.done);
  })();
  ended.catch(() => undefined);
  return { seen, ended };
};

describe('the followers of a document', () => {
  it('share one read per pause, however many they are', async () => {
    const state = { now: aDocument(0) };
    const watch = aWatch(state);
    const leaving = new AbortController();
    const readers = Array.from({ length: 50 }, () => reading(watch.follow(aDocument(0), leaving.signal)));
    await watch.tick();
    for (const done of [1, 2, 2, 3]) {
      state.now = aDocument(done);
      await watch.tick();
    }
    expect(watch.reads()).toBe(5);
    for (const { seen } of readers) expect(seen).toEqual([0, 1, 2, 3]);
    leaving.abort();
    await Promise.all(readers.map(({ ended }) => ended));
    await watch.tick();
    await watch.tick();
    expect(watch.reads()).toBe(5);
  });

  it('that read slowly skip states instead of storing them', async () => {
    const state = { now: aDocument(0) };
    const watch = aWatch(state);
    const leaving = new AbortController();
    const slow = watch.follow(aDocument(0), leaving.signal);
    await slow.next();
    const waiting = slow.next();
    for (const done of [1, 2, 3, 4]) {
      state.now = aDocument(done);
      await watch.tick();
    }
    expect((await waiting).value?.progress.done).toBe(1);
    expect((await slow.next()).value?.progress.done).toBe(4);
    leaving.abort();
    expect((await slow.next()).done).toBe(true);
  });

  it('learn of a failure, and the next follower begins again', async () => {
    const state: { now: BookDocument; failure?: Error } = { now: aDocument(0), failure: new Error('down') };
    const watch = aWatch(state);
    const { signal } = new AbortController();
    const failed = reading(watch.follow(aDocument(0), signal));
    await watch.tick();
    await watch.tick();
    await expect(failed.ended).rejects.toThrow('down');
    delete state.failure;
    state.now = aDocument(5);
    const next = reading(watch.follow(aDocument(4), signal));
    await watch.tick();
    await watch.tick();
    expect(next.seen).toEqual([4, 5]);
  });

  it('that begin between two reads see the present state, not the state of the last read', async () => {
    const state = { now: aDocument(0) };
    const watch = aWatch(state);
    const leaving = new AbortController();
    const earlier = reading(watch.follow(aDocument(0), leaving.signal));
    leaving.abort();
    await earlier.ended;
    state.now = aDocument(3);
    const next = reading(watch.follow(aDocument(3), new AbortController().signal));
    const late = reading(watch.follow(aDocument(2), new AbortController().signal));
    await watch.tick();
    expect(next.seen).toEqual([3]);
    expect(late.seen).toEqual([2, 3]);
  });
});
