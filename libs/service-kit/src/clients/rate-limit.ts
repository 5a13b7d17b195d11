import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../domain/problem.ts';
import { counter } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

/**
 * A sliding log that replaces the library's fixed window. The list holds the arrival of each admitted
 * request, in microseconds of Redis' own clock, so all instances count by the same time. Entries outside the
 * window are removed first. A request is entered only when there is room. A refused request leaves no entry,
 * so `Retry-After` stays true for a client that sends without pause.
 * KEYS[1] the log; ARGV[1] 1 to enter a request, -1 to remove the youngest entry; ARGV[2] the window in
 * seconds; ARGV[3] the limit. Answers {count, milliseconds until the oldest entry leaves}.
 */
const slidingLog = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local window = tonumber(ARGV[2]) * 1000000
local limit = tonumber(ARGV[3])
if tonumber(ARGV[1]) < 0 then
  redis.call('RPOP', KEYS[1])
  return {redis.call('LLEN', KEYS[1]), 0}
end
local oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
while oldest and oldest <= now - window do
  redis.call('LPOP', KEYS[1])
  oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
end
local count = redis.call('LLEN', KEYS[1]) + 1
if count <= limit then
  redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
end
return {count, math.ceil(((oldest or now) + window - now) / 1000)}
`;

/** A later answer of the store is not used, so that every request is decided within 250 ms. */
const storeTimeoutMilliseconds = 150;

/**
 * After this many store errors in a row the store is not called for 500 ms, so a dead store does not cost 150
 * ms per request.
 */
const storeErrorsInARow = 5;
const storePauseMilliseconds = 500;

/**
 * Rejects work that takes too long. In a busy process the timers run before the sockets are read, so an
 * answer that arrived in time would count as late. `setImmediate` lets the sockets be read before the
 * decision.
 */
const inTime = async <Result>(work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => setImmediate(() => reject(new Error('the store did not answer in time'))),
      storeTimeoutMilliseconds,
    );
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};

const headersOf = (state: RateLimitState): Record<string, string> => ({
  'x-ratelimit-limit': String(state.limit),
  'x-ratelimit-remaining': String(state.remaining),
  'x-ratelimit-reset': String(state.resetSeconds),
});

/** A number of requests per key and window. */
export type RateLimit = {
  /** Counts one request of the key. Throws Problem `rate-limited` or `rate-limit-unavailable`. */
  readonly consume: (key: string) => Promise<RateLimitState>;
};
export type RateLimitState = {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the oldest counted request leaves the window. */
  readonly resetSeconds: number;
};

/** A limit that can take an admitted request back. */
export type SlidingWindowLimit = RateLimit & {
  /**
   * Removes the youngest admitted request of the key from the count.
   * Throws Problem `rate-limit-unavailable` when the store failed: then the request counts until it leaves
   * the window.
   */
  readonly giveBack: (key: string) => Promise<void>;
};

/**
 * Calls the store with a timeout and a circuit breaker. A failure becomes Problem `rate-limit-unavailable`. A
 * refusal by the limit is an answer of the store and is passed on.
 */
const createStoreCaller = (name: string) => {
  const storeErrors = counter(metricCatalogue.rateLimitStoreErrors);
  const breaker = createCircuitBreaker({
    failures: storeErrorsInARow,
    pauseMilliseconds: storePauseMilliseconds,
  });
  const unavailable = (cause: unknown): Problem => {
    storeErrors.add(1, { [attributeNames.rateLimit]: name });
    return new Problem('rate-limit-unavailable', { cause });
  };
  return async (ask: () => Promise<RateLimiterRes>): Promise<RateLimiterRes> => {
    if (!breaker.allowsCall()) throw unavailable(new Error('the store failed repeatedly just now'));
    try {
      const counted = await inTime(ask());
      breaker.succeeded();
      return counted;
    } catch (error) {
      // The library rejects with its result when the limit is reached, and with an Error when the store
      // failed.
      if (!(error instanceof RateLimiterRes)) {
        breaker.failed();
        throw unavailable(error);
      }
      breaker.succeeded();
      throw error;
    }
  };
};

/**
 * A limit that is exact in every sliding window: at most `limit` requests are admitted within any
 * `windowSeconds`, over all instances that share the Redis, also when requests arrive concurrently.
 *
 * @param redis from `createRedis`.
 * @param name part of the key; limits of the same name share their counts.
 * @returns `consume(key)`, which throws Problem `rate-limited` when the key has used up its window. It throws
 *   `rate-limit-unavailable` when the store could not count, because both an unlimited answer and a false
 *   refusal would be wrong.
 */
export const createSlidingWindowLimit = ({
  redis,
  name,
  limit,
  windowSeconds,
}: {
  redis: Redis;
  name: string;
  limit: number;
  windowSeconds: number;
}): SlidingWindowLimit => {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `limit:${name}`,
    points: limit,
    duration: windowSeconds,
    customIncrTtlLuaScript: slidingLog,
    rejectIfRedisNotReady: true,
  });
  const askStore = createStoreCaller(name);
  const decisions = counter(metricCatalogue.rateLimitDecisions);
  const decided = (decision: 'admitted' | 'refused' | 'unavailable'): void =>
    decisions.add(1, { [attributeNames.rateLimit]: name, [attributeNames.rateLimitDecision]: decision });
  const stateOf = (counted: RateLimiterRes): RateLimitState => ({
    limit,
    remaining: Math.max(0, limit - counted.consumedPoints),
    resetSeconds: Math.max(1, Math.ceil(counted.msBeforeNext / 1_000)),
  });
  return {
    consume: async (key) => {
      try {
        const counted = await askStore(() => limiter.consume(key));
        decided('admitted');
        return stateOf(counted);
      } catch (refusal) {
        const refused = refusal instanceof RateLimiterRes;
        decided(refused ? 'refused' : 'unavailable');
        if (!refused) throw refusal;
        const state = stateOf(refusal);
        throw new Problem('rate-limited', {
          retryAfterSeconds: state.resetSeconds,
          headers: headersOf(state),
        });
      }
    },
    giveBack: async (key) => {
      await askStore(() => limiter.reward(key));
    },
  };
};
