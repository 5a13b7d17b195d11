import { randomUUID } from 'node:crypto';
import type { Redis } from '../clients/redis.ts';
import { inTime } from '../clients/store-caller.ts';
import { Problem } from '../domain/problem.ts';

/** The open streams of each user. */
export type StreamSlots = {
  /**
   * Takes a place for one stream of the user.
   *
   * @returns a function that frees the place; a repeated call has no effect.
   * @throws Problem `too-many-streams` when the user has no place left.
   */
  readonly take: (userId: string) => Promise<() => void>;
};

/** A client that follows the advice finds a place when one of its answers has ended meanwhile. */
const retryAfterSeconds = 5;

const refuse = (limit: number): never => {
  throw new Problem('too-many-streams', {
    detail: `You may have ${limit} streams open. Close one of them first.`,
    retryAfterSeconds,
  });
};

const once = (work: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
};

/** Counts the streams of this process alone: with several replicas a user has this number at each. */
export const createProcessSlots = (limit: number): StreamSlots => {
  const open = new Map<string, number>();
  return {
    take: async (userId) => {
      const count = open.get(userId) ?? 0;
      if (count >= limit) refuse(limit);
      open.set(userId, count + 1);
      return once(() => {
        const left = (open.get(userId) ?? 1) - 1;
        if (left === 0) open.delete(userId);
        else open.set(userId, left);
      });
    },
  };
};

/**
 * The places of a user, each with the time at which it is free again unless it is renewed. So the places of a
 * process that died are free after the lease, by the clock of Redis.
 * KEYS[1] the places; ARGV[1] the place; ARGV[2] the limit; ARGV[3] the lease in milliseconds. A place that
 * exists is renewed. Answers 1 when the place is taken, 0 when there is none.
 */
const takePlace = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not known and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

const leaseMilliseconds = 45_000;
const renewMilliseconds = 15_000;
/** As for rate limits: a store that does not answer in this time counts as unavailable. */
const storeTimeoutMilliseconds = 500;

/**
 * Counts the streams of a user over all replicas that share the Redis.
 *
 * @param name part of the key.
 * @returns slots whose `take` also throws Problem `rate-limit-unavailable` when Redis could not count.
 */
export const createSharedSlots = ({
  redis,
  name,
  limit,
}: {
  redis: Redis;
  name: string;
  limit: number;
}): StreamSlots => {
  const ask = async (key: string, place: string): Promise<boolean> => {
    const answer = redis.eval(takePlace, 1, key, place, limit, leaseMilliseconds);
    answer.catch(() => undefined);
    return (await inTime(answer, storeTimeoutMilliseconds)) === 1;
  };
  return {
    take: async (userId) => {
      const key = `streams:${name}:${userId}`;
      const place = randomUUID();
      const taken = await ask(key, place).catch((cause: unknown) => {
        throw new Problem('rate-limit-unavailable', { cause });
      });
      if (!taken) refuse(limit);
      // A place that cannot be renewed only becomes free early, so the failure ends no stream.
      const renewal = setInterval(
        () => void ask(key, place).catch(() => undefined),
        renewMilliseconds,
      ).unref();
      return once(() => {
        clearInterval(renewal);
        redis.zrem(key, place).catch(() => undefined);
      });
    },
  };
};
