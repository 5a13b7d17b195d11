import { redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createGrowingDelay, type GrowingDelay } from '../src/clients/growing-delay.ts';
import { createSlidingWindowLimit, type SlidingWindowLimit } from '../src/clients/rate-limit.ts';
import { createRedis, type Redis } from '../src/clients/redis.ts';
import { Problem } from '../src/domain/problem.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';

jest.setTimeout(120_000);

/** Chat's own numbers. */
const limit = 20;
const windowSeconds = 60;
const windowMilliseconds = windowSeconds * 1_000;
const name = 'schedules';

const logger = createLogger({ service: 'test', level: 'silent' });
const lifecycle = createLifecycle({ logger });
let one: Redis;
let two: Redis;
let limits: SlidingWindowLimit[];
beforeAll(async () => {
  const url = await redisUrl();
  one = await createRedis({ url, lifecycle, logger });
  two = await createRedis({ url, lifecycle, logger });
  limits = [one, two].map((redis) => createSlidingWindowLimit({ redis, name, limit, windowSeconds }));
});
afterAll(() => lifecycle.close());

/** Makes the entries of a log older, so that the test need not wait for a minute. */
const growOlder = `
local entries = redis.call('LRANGE', KEYS[1], 0, -1)
for index, entry in ipairs(entries) do
  redis.call('LSET', KEYS[1], index - 1, string.format('%.0f', tonumber(entry) - tonumber(ARGV[1]) * 1000))
end`;

type Attempt = { from: number; to: number; admitted: boolean; retryAfterMilliseconds: number };

/**
 * When, on a clock that runs with us and jumps when time is let pass, an attempt was made and what came of
 * it.
 */
const attempt = async (by: SlidingWindowLimit, key: string, now: () => number): Promise<Attempt> => {
  const from = now();
  try {
    await by.consume(key);
    return { from, to: now(), admitted: true, retryAfterMilliseconds: 0 };
  } catch (problem) {
    if (!Problem.is(problem, 'rate-limited')) throw problem;
    const retryAfterMilliseconds = (problem.retryAfterSeconds ?? 0) * 1_000;
    return { from, to: now(), admitted: false, retryAfterMilliseconds };
  }
};

/** Any moment, and most of all those around the window's edge. */
const pause = fc.oneof(
  fc.integer({ min: 0, max: windowMilliseconds }),
  fc.integer({ min: windowMilliseconds - 40, max: windowMilliseconds + 40 }),
  fc.constantFrom(0, 1, windowMilliseconds / 2, 2 * windowMilliseconds),
);
const schedule = fc.array(
  fc.record({
    after: pause,
    arrivals: fc.array(
      fc.record({
        user: fc.nat({ max: 2 }),
        connection: fc.nat({ max: 1 }),
        atOnce: fc.integer({ min: 1, max: 30 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { minLength: 2, maxLength: 8 },
);

/** Any 21 admitted stretch over more than a window: first to last, however their answers were ordered. */
const expectNoWindowOverfull = (admitted: Attempt[]): void => {
  for (let first = 0; first + limit < admitted.length; first += 1) {
    const group = admitted.slice(first, first + limit + 1);
    const earliest = Math.min(...group.map(({ from }) => from));
    const latest = Math.max(...group.map(({ to }) => to));
    expect(latest - earliest).toBeGreaterThanOrEqual(windowMilliseconds);
  }
};

/** A refused user had used up a window, and the refusal names the time at which its oldest entry leaves. */
const expectRefusalsTrue = (attempts: Attempt[]): void => {
  const admitted = attempts.filter((entry) => entry.admitted);
  for (const refused of attempts.filter((entry) => !entry.admitted)) {
    const within = admitted.filter(
      (entry) => entry.from <= refused.to && refused.from - entry.to < windowMilliseconds,
    );
    expect(within.length).toBeGreaterThanOrEqual(limit);
    const oldest = Math.min(...within.map(({ from }) => from));
    expect(refused.retryAfterMilliseconds).toBeGreaterThanOrEqual(1_000);
    expect(refused.to + refused.retryAfterMilliseconds).toBeGreaterThanOrEqual(oldest + windowMilliseconds);
    expect(refused.retryAfterMilliseconds).toBeLessThanOrEqual(windowMilliseconds);
  }
};

describe('the limit of 20 requests in any sliding 60 seconds', () => {
  it('holds for every user and any order of arrivals, over two connections', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(schedule, async (steps) => {
        runs += 1;
        let passed = 0;
        const now = () => performance.now() + passed;
        const keys = [0, 1, 2].map((user) => `run-${runs}-user-${user}`);
        const attempts = keys.map((): Attempt[] => []);
        for (const { after, arrivals } of steps) {
          passed += after;
          for (const key of keys) await one.eval(growOlder, 1, `limit:${name}:${key}`, after);
          const each = arrivals.flatMap(({ atOnce, ...arrival }) =>
            Array.from({ length: atOnce }, () => arrival),
          );
          await Promise.all(
            each.map(async ({ user, connection }) => {
              const by = limits[connection] as SlidingWindowLimit;
              attempts[user]?.push(await attempt(by, keys[user] ?? '', now));
            }),
          );
        }
        for (const ofUser of attempts) {
          expectNoWindowOverfull(ofUser.filter((entry) => entry.admitted));
          expectRefusalsTrue(ofUser);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not admit 40 for 20 at :59 and 20 at :01: the second 20 wait until the first are a minute old', async () => {
    const key = 'edge';
    const by = limits[0] as SlidingWindowLimit;
    const twenty = () =>
      Promise.all(Array.from({ length: limit }, () => attempt(by, key, () => performance.now())));
    const pass = (milliseconds: number) => one.eval(growOlder, 1, `limit:${name}:${key}`, milliseconds);
    const admitted = async () => (await twenty()).filter((entry) => entry.admitted).length;
    expect(await admitted()).toBe(20);
    await pass(2_000);
    expect(await admitted()).toBe(0);
    await pass(55_000);
    expect(await admitted()).toBe(0);
    await pass(3_000);
    expect(await admitted()).toBe(20);
  });
});

describe('a growing delay: three free attempts, then 30 s, doubled up to 120 s, remembered for a day', () => {
  const times = { freeAttempts: 3, firstDelaySeconds: 30, maxDelaySeconds: 120, memorySeconds: 86_400 };
  const pass = (key: string, seconds: number) =>
    one.eval(growOlder, 1, `limit:delay:${key}`, seconds * 1_000);
  const delays = () => [one, two].map((redis) => createGrowingDelay({ redis, name: 'delay', ...times }));
  /** The seconds to wait, 0 for an admitted attempt. */
  const waitOf = async (by: GrowingDelay | undefined, key: string): Promise<number> => {
    try {
      await by?.consume(key);
      return 0;
    } catch (problem) {
      if (!Problem.is(problem, 'rate-limited')) throw problem;
      return problem.retryAfterSeconds ?? Number.NaN;
    }
  };

  it('admits exactly three of sixty concurrent attempts over two connections, and reports the wait', async () => {
    const both = delays();
    const waits = await Promise.all(
      Array.from({ length: 60 }, (_, index) => waitOf(both[index % 2], 'many')),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
    expect(new Set(waits.filter((wait) => wait !== 0))).toEqual(new Set([30]));
  });

  it('admits one of twenty concurrent attempts after each delay, and no delay exceeds the longest', async () => {
    const [by] = delays();
    const key = 'grows';
    for (let free = 0; free < 3; free += 1) expect(await waitOf(by, key)).toBe(0);
    for (const delay of [30, 60, 120, 120, 120]) {
      await pass(key, delay - 3);
      const early = await waitOf(by, key);
      expect(early).toBeGreaterThanOrEqual(1);
      expect(early).toBeLessThanOrEqual(3);
      await pass(key, early);
      const waits = await Promise.all(Array.from({ length: 20 }, () => waitOf(by, key)));
      expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
    }
  });

  it('a refused attempt does not lengthen the wait, and one given back has no effect', async () => {
    const [by] = delays();
    const key = 'back';
    for (let free = 0; free < 3; free += 1) await waitOf(by, key);
    for (let refused = 0; refused < 50; refused += 1) expect(await waitOf(by, key)).toBeLessThanOrEqual(30);
    await pass(key, 30);
    for (let correct = 0; correct < 5; correct += 1) {
      expect(await waitOf(by, key)).toBe(0);
      await by?.giveBack(key);
    }
  });

  it('forgets an attempt after a day', async () => {
    const [by] = delays();
    const key = 'forgets';
    for (let free = 0; free < 3; free += 1) await waitOf(by, key);
    await pass(key, 86_400);
    expect(await waitOf(by, key)).toBe(0);
    expect(await one.llen(`limit:delay:${key}`)).toBe(1);
  });
});
