import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createSlidingWindowLimit } from '../src/clients/rate-limit.ts';
import { createRedis, type Redis } from '../src/clients/redis.ts';
import { Problem } from '../src/domain/problem.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { metricCatalogue } from '../src/telemetry/metrics.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const lifecycle = createLifecycle({ logger });
let one: Redis;
let two: Redis;
beforeAll(async () => {
  const url = await redisUrl();
  one = await createRedis({ url, lifecycle, logger });
  two = await createRedis({ url, lifecycle, logger });
});
afterAll(() => lifecycle.close());

let keys = 0;
const freshKey = () => {
  keys += 1;
  return `key-${keys}`;
};

type Attempt = { from: number; to: number; admitted: boolean; problem?: Problem };
const attempt = async (limit: ReturnType<typeof createSlidingWindowLimit>, key: string): Promise<Attempt> => {
  const from = performance.now();
  try {
    await limit.consume(key);
    return { from, to: performance.now(), admitted: true };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { from, to: performance.now(), admitted: false, problem };
  }
};

describe('a sliding window', () => {
  it('admits exactly its limit of 500 concurrent requests over two connections', async () => {
    const limits = [one, two].map((redis) =>
      createSlidingWindowLimit({ redis, name: 'burst', limit: 20, windowSeconds: 60 }),
    );
    const key = freshKey();
    const attempts = await Promise.all(
      Array.from({ length: 500 }, (_, i) => attempt(limits[i % 2] as (typeof limits)[0], key)),
    );
    expect(attempts.filter(({ admitted }) => admitted)).toHaveLength(20);
    for (const { problem } of attempts.filter(({ admitted }) => !admitted)) {
      expect(problem?.code).toBe('rate-limited');
      expect(problem?.retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(problem?.retryAfterSeconds).toBeLessThanOrEqual(60);
    }
  });

  it('counts down the remaining requests, separately by key and name', async () => {
    const limit = createSlidingWindowLimit({ redis: one, name: 'down', limit: 3, windowSeconds: 60 });
    const other = createSlidingWindowLimit({ redis: one, name: 'other', limit: 3, windowSeconds: 60 });
    const key = freshKey();
    for (const remaining of [2, 1, 0])
      expect(await limit.consume(key)).toEqual({ limit: 3, remaining, resetSeconds: 60 });
    await expect(limit.consume(key)).rejects.toMatchObject({ code: 'rate-limited' });
    expect(await limit.consume(freshKey())).toMatchObject({ remaining: 2 });
    expect(await other.consume(key)).toMatchObject({ remaining: 2 });
  });

  it('never admits more than its limit in any window, and admits again when the oldest request has left it', async () => {
    const windowSeconds = 1;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(
          fc.record({ after: fc.integer({ min: 0, max: 220 }), atOnce: fc.integer({ min: 1, max: 6 }) }),
          {
            minLength: 4,
            maxLength: 9,
          },
        ),
        async (most, arrivals) => {
          const limit = createSlidingWindowLimit({ redis: one, name: 'any', limit: most, windowSeconds });
          const key = freshKey();
          const attempts: Attempt[] = [];
          for (const { after, atOnce } of arrivals) {
            // The arrivals themselves are what is random here: time passes between them.
            await pause(after);
            attempts.push(...(await Promise.all(Array.from({ length: atOnce }, () => attempt(limit, key)))));
          }
          const admitted = attempts.filter((entry) => entry.admitted);
          for (const [i, entry] of admitted.entries()) {
            const later = admitted[i + most];
            if (later) expect(later.to - entry.from).toBeGreaterThanOrEqual(windowSeconds * 1_000);
          }
          for (const refused of attempts.filter((entry) => !entry.admitted)) {
            const within = admitted.filter((entry) => refused.from - entry.to < windowSeconds * 1_000);
            expect(within.length).toBeGreaterThanOrEqual(most);
          }
        },
      ),
      { numRuns: 8 },
    );
  });

  it('is not prolonged by refused requests, so Retry-After stays true', async () => {
    const limit = createSlidingWindowLimit({ redis: one, name: 'hammer', limit: 1, windowSeconds: 1 });
    const key = freshKey();
    const first = await attempt(limit, key);
    const refused: Attempt[] = [];
    let last = await attempt(limit, key);
    while (!last.admitted) {
      refused.push(last);
      last = await attempt(limit, key);
    }
    expect(last.to - first.from).toBeGreaterThanOrEqual(1_000);
    // An attempt that begins a window after the first is admitted. Redis and this process round their clocks.
    const roundingMilliseconds = 20;
    for (const { from } of refused) expect(from - first.to - roundingMilliseconds).toBeLessThan(1_000);
  });
});

describe('a request that is given back', () => {
  it('frees room for exactly one more request', async () => {
    const limit = createSlidingWindowLimit({ redis: one, name: 'back', limit: 2, windowSeconds: 60 });
    const key = freshKey();
    await limit.consume(key);
    await limit.consume(key);
    await limit.giveBack(key);
    expect(await limit.consume(key)).toMatchObject({ remaining: 0 });
    await expect(limit.consume(key)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('never frees more than was taken, and leaves no data of an empty key', async () => {
    const limit = createSlidingWindowLimit({ redis: one, name: 'empty', limit: 2, windowSeconds: 60 });
    const key = freshKey();
    for (let i = 0; i < 5; i += 1) await limit.giveBack(key);
    expect(await one.exists(`limit:empty:${key}`)).toBe(0);
    expect(await limit.consume(key)).toMatchObject({ remaining: 1 });
  });

  it('throws rate-limit-unavailable when the store is unavailable', async () => {
    const own = createLifecycle({ logger });
    const redis = await createRedis({ url: 'redis://127.0.0.1:1', lifecycle: own, logger });
    const limit = createSlidingWindowLimit({ redis, name: 'away', limit: 2, windowSeconds: 60 });
    await expect(limit.giveBack(freshKey())).rejects.toMatchObject({ code: 'rate-limit-unavailable' });
    await own.close();
  });
});

describe('a process that is busy', () => {
  it('does not count an answer as late when it arrived while the process was busy', async () => {
    const limit = createSlidingWindowLimit({ redis: one, name: 'busy', limit: 3, windowSeconds: 60 });
    await limit.consume(freshKey());
    const counting = limit.consume(freshKey());
    await Promise.resolve();
    const busyUntil = performance.now() + 400;
    while (performance.now() < busyUntil);
    expect(await counting).toMatchObject({ remaining: 2 });
  });
});

describe('the decisions of a limit', () => {
  it('are counted by name, and those without a store also as store errors', async () => {
    const readings = startMetricReadings();
    const limit = createSlidingWindowLimit({ redis: one, name: 'told', limit: 2, windowSeconds: 60 });
    const key = freshKey();
    for (let i = 0; i < 3; i += 1) await attempt(limit, key);
    const away = await createRedis({ url: await redisUrl(), lifecycle, logger });
    await away.quit();
    const lost = createSlidingWindowLimit({ redis: away, name: 'lost', limit: 2, windowSeconds: 60 });
    await attempt(lost, key);
    const decided = (await readings.of(metricCatalogue.rateLimitDecisions)).map(({ attributes, value }) => [
      attributes['aiteacher.rate_limit.name'],
      attributes['aiteacher.rate_limit.decision'],
      value,
    ]);
    expect(decided).toEqual([
      ['told', 'admitted', 2],
      ['told', 'refused', 1],
      ['lost', 'unavailable', 1],
    ]);
    expect(await readings.of(metricCatalogue.rateLimitStoreErrors)).toEqual([
      { attributes: { 'aiteacher.rate_limit.name': 'lost' }, value: 1 },
    ]);
    await readings.close();
  });
});

describe('a store that does not count', () => {
  const attemptsAt = async (url: string) => {
    const own = createLifecycle({ logger });
    const redis = await createRedis({ url, lifecycle: own, logger });
    const limit = createSlidingWindowLimit({ redis, name: 'away', limit: 20, windowSeconds: 60 });
    const attempts: Attempt[] = [];
    for (let i = 0; i < 12; i += 1) attempts.push(await attempt(limit, freshKey()));
    await own.close();
    return attempts;
  };

  it('is reported as unavailable, never as a limit, when it closes connections', async () => {
    for (const { problem } of await attemptsAt('redis://127.0.0.1:1'))
      expect(problem?.code).toBe('rate-limit-unavailable');
  });

  it('is reported as unavailable when it accepts connections and sends nothing', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const attempts = await attemptsAt(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    silent.close();
    for (const { problem } of attempts) expect(problem?.code).toBe('rate-limit-unavailable');
  });

  it('costs a request 150 ms when it stops answering, and after five such requests no time, until a probe', async () => {
    const store = await startStoreProxy(await redisUrl());
    const own = createLifecycle({ logger });
    const redis = await createRedis({ url: store.url, lifecycle: own, logger });
    const limit = createSlidingWindowLimit({ redis, name: 'stall', limit: 20, windowSeconds: 60 });
    expect(await limit.consume(freshKey())).toMatchObject({ remaining: 19 });
    store.feel('silent');
    // The test's clock: the sockets stay real, and time passes for the limit only when the test says so.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] });
    try {
      const decidedAfter = async (milliseconds: number) => {
        let decided = false;
        const code = attempt(limit, freshKey()).then(({ problem }) => {
          decided = true;
          return problem?.code;
        });
        if (milliseconds > 0) {
          await jest.advanceTimersByTimeAsync(milliseconds - 1);
          expect(decided).toBe(false);
          jest.advanceTimersByTime(1);
        }
        expect(await code).toBe('rate-limit-unavailable');
      };
      for (let i = 0; i < 5; i += 1) await decidedAfter(150);
      for (let i = 0; i < 20; i += 1) await decidedAfter(0);
      jest.advanceTimersByTime(500);
      await decidedAfter(150);
      await decidedAfter(0);
    } finally {
      jest.useRealTimers();
      await own.close();
      await store.close();
    }
  });
});
