import {
  type BoundedQueueOptions,
  createBoundedQueue,
} from '@ai-teacher/service-kit/clients/bounded-queue.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import { createPasswordHasher } from '../../src/adapters/argon2-password-hasher.ts';

describe('createPasswordHasher', () => {
  it('the password hasher works through a full queue in order and refuses further passwords', async () => {
    const hasher = await createPasswordHasher({ concurrency: 2, queueLength: 3 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 7 }, (_, index) => hasher.hash(`password number ${index}`)),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      ...Array(5).fill('fulfilled'),
      ...Array(2).fill('rejected'),
    ]);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refusals).toEqual(
      Array(2).fill(expect.objectContaining({ code: 'authentication-busy', status: 503 })),
    );
    // All places are free again.
    expect(await hasher.verify(await hasher.hash('once more'), 'once more')).toBe(true);
  });

  it('the password hasher recognises a hash made with weaker parameters as outdated', async () => {
    const hasher = await createPasswordHasher();
    const weak = await argon2.hash('x', {
      type: argon2.argon2id,
      memoryCost: 8_192,
      timeCost: 1,
      parallelism: 1,
    });
    expect(hasher.isOutdated(weak)).toBe(true);
    expect(hasher.isOutdated(await hasher.hash('x'))).toBe(false);
    expect(await hasher.verify(weak, 'x')).toBe(true);
  });
});

/** A queue whose clock and whose work the test controls. */
const controlled = ({ concurrency = 2, maxWaitMilliseconds = 1_500, queueLength = 1_000 } = {}) => {
  let time = 0;
  const now = () => time;
  const refusal: BoundedQueueOptions['refusal'] = (options) => new Problem('authentication-busy', options);
  const queue = createBoundedQueue({ concurrency, maxWaitMilliseconds, queueLength, refusal, now });
  const begun: { readonly name: string; readonly end: () => void }[] = [];
  const outcomes: Record<string, { result: string; at: number; retryAfterSeconds?: number }> = {};
  return {
    outcomes,
    requireRoom: queue.requireRoom,
    submit: (name: string): void => {
      const work = () => new Promise<void>((end) => void begun.push({ name, end }));
      queue.run(work).then(
        () => Object.assign(outcomes, { [name]: { result: 'done', at: time } }),
        ({ code, retryAfterSeconds }) =>
          Object.assign(outcomes, { [name]: { result: code, at: time, retryAfterSeconds } }),
      );
    },
    /** Ends the running work after this time. */
    pass: async (milliseconds: number): Promise<void> => {
      await settled();
      time += milliseconds;
      for (const { end } of begun.splice(0)) end();
      await settled();
    },
    running: () => begun.map(({ name }) => name),
  };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));
const names = (count: number) => Array.from({ length: count }, (_, index) => `login ${index}`);

describe('createBoundedQueue in a storm', () => {
  it('the hashing queue admits work that is expected to begin in time, and refuses other work immediately', async () => {
    const queue = controlled();
    queue.submit('first');
    await queue.pass(100);
    // 1500 ms hold 15 rounds of two, and two begin immediately.
    for (const name of names(320)) queue.submit(name);
    await settled();
    const refused = Object.entries(queue.outcomes).filter(([, { result }]) => result !== 'done');
    expect(refused).toHaveLength(320 - 32);
    for (const [, outcome] of refused)
      expect(outcome).toEqual({ result: 'authentication-busy', at: 100, retryAfterSeconds: 2 });
    for (let round = 0; round < 16; round += 1) await queue.pass(100);
    const done = Object.values(queue.outcomes).filter(({ result }) => result === 'done');
    expect(done).toHaveLength(33);
    expect(Math.max(...done.map(({ at }) => at))).toBe(100 + 1_600);
  });

  it('the hashing queue refuses work at its turn that waited too long because hashing became slower', async () => {
    const queue = controlled({ concurrency: 1 });
    queue.submit('first');
    await queue.pass(100);
    for (const name of ['a', 'b', 'c', 'd']) queue.submit(name);
    await queue.pass(1_000);
    expect(queue.running()).toEqual(['b']);
    await queue.pass(1_000);
    expect(queue.running()).toEqual([]);
    expect(queue.outcomes).toMatchObject({
      b: { result: 'done' },
      c: { result: 'authentication-busy' },
      d: { result: 'authentication-busy' },
    });
    queue.submit('next');
    await settled();
    expect(queue.running()).toEqual(['next']);
  });

  it('the hashing queue has room exactly when it would admit work, and asking takes no place', async () => {
    const queue = controlled({ maxWaitMilliseconds: 200 });
    queue.submit('first');
    await queue.pass(100);
    for (let count = 0; count < 6; count += 1) {
      for (let asked = 0; asked < 9; asked += 1) expect(queue.requireRoom).not.toThrow();
      queue.submit(`login ${count}`);
    }
    expect(queue.requireRoom).toThrow(expect.objectContaining({ code: 'authentication-busy' }));
    queue.submit('too many');
    await settled();
    expect(Object.keys(queue.outcomes)).toEqual(['first', 'too many']);
    await queue.pass(100);
    expect(queue.requireRoom).not.toThrow();
  });

  it('the hashing queue admits less when hashing is slower', async () => {
    const admitted = async (milliseconds: number): Promise<number> => {
      const queue = controlled();
      queue.submit('first');
      await queue.pass(milliseconds);
      for (const name of names(200)) queue.submit(name);
      await settled();
      return 201 - Object.keys(queue.outcomes).length;
    };
    expect([await admitted(25), await admitted(100), await admitted(2_000)]).toEqual([122, 32, 3]);
  });
});
