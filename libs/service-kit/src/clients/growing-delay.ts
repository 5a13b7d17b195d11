import type { Redis } from 'ioredis';
import { Problem } from '../domain/problem.ts';
import { createDecisionCounter, createStoreCaller } from './store-caller.ts';

/**
 * The list holds the arrival of each admitted attempt, in microseconds of Redis' own clock, oldest first.
 * A refused attempt leaves no entry, so a client that sends without pause does not lengthen its wait.
 * KEYS[1] the list; ARGV[1] the memory in seconds; ARGV[2] the free attempts; ARGV[3] the first and ARGV[4]
 * the longest delay in seconds. Answers the milliseconds to wait, 0 for an admitted attempt.
 */
const admit = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local memory = tonumber(ARGV[1]) * 1000000
local oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
while oldest and oldest <= now - memory do
  redis.call('LPOP', KEYS[1])
  oldest = tonumber(redis.call('LINDEX', KEYS[1], 0))
end
local excess = redis.call('LLEN', KEYS[1]) - tonumber(ARGV[2])
if excess >= 0 then
  local delay = math.min(tonumber(ARGV[3]) * 2 ^ excess, tonumber(ARGV[4])) * 1000000
  local wait = tonumber(redis.call('LINDEX', KEYS[1], -1)) + delay - now
  if wait > 0 then return math.ceil(wait / 1000) end
end
redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(memory / 1000))
return 0
`;

export type GrowingDelayOptions = {
  redis: Redis;
  /** Part of the key; limits of the same name share their counts. */
  name: string;
  /** Attempts without a delay. */
  freeAttempts: number;
  /** The delay after the free attempts. Each further attempt doubles it. */
  firstDelaySeconds: number;
  maxDelaySeconds: number;
  /** An attempt lengthens the delay for this long. */
  memorySeconds: number;
};

/** A limit that never closes for longer than its longest delay. */
export type GrowingDelay = {
  /**
   * Counts one attempt of the key. Throws Problem `rate-limited` while the delay lasts, or
   * `rate-limit-unavailable`.
   */
  readonly consume: (key: string) => Promise<void>;
  /**
   * Removes the youngest attempt of the key. Throws Problem `rate-limit-unavailable` when the store failed:
   * then the attempt counts until it is forgotten.
   */
  readonly giveBack: (key: string) => Promise<void>;
};

/**
 * Admits `freeAttempts`, and then one attempt after each delay. The delay doubles with each attempt, up to
 * `maxDelaySeconds`. One atomic step in Redis decides, so concurrent attempts cannot exceed the limit.
 */
export const createGrowingDelay = ({ redis, name, ...times }: GrowingDelayOptions): GrowingDelay => {
  const askStore = createStoreCaller(name);
  const decided = createDecisionCounter(name);
  const listOf = (key: string): string => `limit:${name}:${key}`;
  const { memorySeconds, freeAttempts, firstDelaySeconds, maxDelaySeconds } = times;
  const bounds = [memorySeconds, freeAttempts, firstDelaySeconds, maxDelaySeconds];
  return {
    consume: async (key) => {
      const waitMilliseconds = await askStore(() => redis.eval(admit, 1, listOf(key), ...bounds)).catch(
        (fault: unknown) => {
          decided('unavailable');
          throw fault;
        },
      );
      decided(waitMilliseconds === 0 ? 'admitted' : 'refused');
      if (waitMilliseconds !== 0)
        throw new Problem('rate-limited', {
          retryAfterSeconds: Math.ceil(Number(waitMilliseconds) / 1_000),
        });
    },
    giveBack: async (key) => {
      await askStore(() => redis.rpop(listOf(key)));
    },
  };
};
