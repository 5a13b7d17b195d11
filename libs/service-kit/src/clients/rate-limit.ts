import type { Redis } from 'ioredis';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../domain/problem.ts';
import { counter } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';

/**
 * A sliding log in place of the library's fixed window: the list holds when each admitted request came, in microseconds of
 * Redis' own clock, so that all instances count by one time. What has left the window is dropped first; a request is
 * entered only when there is room. A refused one leaves no entry, hence `Retry-After` stays true for a client that hammers.
 * KEYS[1] the log; ARGV[1] 1 to enter a request, -1 to take the youngest entry out again; ARGV[2] the window in seconds,
 * ARGV[3] the limit. Answers {count, milliseconds until the oldest entry leaves}.
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

/** A count later than this is no count: the request is decided within 250 ms. */
const storeTimeoutMilliseconds = 150;

/** After this many store errors in a row the store is left alone for a moment, so that a dead one costs nobody 150 ms. */
const storeErrorsInARow = 5;
const storePauseMilliseconds = 500;

/**
 * Rejects what takes too long. Of a busy process the timers run before the sockets are read, so an answer that has
 * arrived long ago would count as late: the sockets get their turn before that is decided.
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

/** A limit from which an admitted request can be taken back. */
export type SlidingWindowLimit = RateLimit & {
  /**
   * Gives the place of the key's youngest admitted request back. Throws Problem `rate-limit-unavailable` when the store did
   * not take it: then the place stays taken until it leaves the window.
   */
  readonly giveBack: (key: string) => Promise<void>;
};

/**
 * Asks the store with patience, and leaves one alone that has failed several times in a row.
 * What is no answer of the store becomes Problem `rate-limit-unavailable`; a refusal by the limit is an answer, and passes.
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
    if (!breaker.allowsCall()) throw unavailable('the store has just failed');
    try {
      const counted = await inTime(ask());
      breaker.succeeded();
      return counted;
    } catch (error) {
      // The library rejects with its result when the limit is reached, and with an Error when the store failed.
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
 * A limit that is exact in every sliding window: never more than `limit` admitted within any `windowSeconds`, over all
 * instances that share the Redis, whatever arrives at once.
 *
 * @param redis from `createRedis`.
 * @param name part of the key; two limits of one name are one limit.
 * @returns `consume(key)`; throws Problem `rate-limited` when the key has used its window up, and
 *   `rate-limit-unavailable` when the store could not count: unlimited is not an answer, nor is a false refusal.
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
