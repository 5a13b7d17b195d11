import { createGrowingDelay } from '@ai-teacher/service-kit/clients/growing-delay.ts';
import { createOccurrenceCounter } from '@ai-teacher/service-kit/clients/occurrence-counter.ts';
import {
  createSlidingWindowLimit,
  type SlidingWindowLimit,
} from '@ai-teacher/service-kit/clients/rate-limit.ts';
import type { Redis } from '@ai-teacher/service-kit/clients/redis.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { PasswordAttempts, RefusalCounter } from '../domain/passwords/ports.ts';

/** Enough for a person who tries every password they ever had, and then pauses to think. */
const shortWindow = { limit: 10, windowSeconds: 15 * 60 };
/** Slows a persistent caller further: 50 a day, where the short window alone would admit 960. */
const dailyWindow = { limit: 50, windowSeconds: 24 * 60 * 60 };

/**
 * The delays of a place that the account knows: 30 s, 1, 2, 4 and 8 minutes, and then 16 minutes each
 * time. At most 104 wrong passwords are verified in any 24 hours, and the owner never waits for longer than
 * 16 minutes.
 */
const ownPlaceDelay = {
  freeAttempts: 10,
  firstDelaySeconds: 30,
  maxDelaySeconds: 16 * 60,
  memorySeconds: 24 * 60 * 60,
};

const detail =
  'Too many attempts on this account. Wait, or sign in from a place where you have signed in before.';
const ownPlaceDetail = 'Too many wrong passwords from this place. Wait, and then try again.';

/**
 * Counts attempts from unknown places in Redis, which all instances share and which outlives each of
 * them: at most 10 in any 15 minutes and 50 in any 24 hours per bucket.
 * Keys are pseudonyms and values are times, so no account can be
 * read from them.
 */
export const createPasswordAttempts = (redis: Redis): PasswordAttempts => {
  const windows = [
    createSlidingWindowLimit({ redis, name: 'auth.guess', ...shortWindow }),
    createSlidingWindowLimit({ redis, name: 'auth.guess-day', ...dailyWindow }),
  ];
  return {
    consume: async (bucket) => {
      const consumed: SlidingWindowLimit[] = [];
      try {
        for (const window of windows) {
          await window.consume(bucket);
          consumed.push(window);
        }
      } catch (refusal) {
        for (const window of consumed) await giveBack(window, bucket);
        throw describedAs(detail, refusal);
      }
    },
    giveBack: async (bucket) => {
      for (const window of windows) await giveBack(window, bucket);
    },
  };
};

/**
 * Counts attempts from a place that the account knows. The delay between attempts grows with each wrong
 * password, and the place is never closed for longer than the longest delay.
 */
export const createOwnPlaceAttempts = (redis: Redis): PasswordAttempts => {
  const delay = createGrowingDelay({ redis, name: 'auth.guess-own', ...ownPlaceDelay });
  return {
    consume: async (bucket) => {
      try {
        await delay.consume(bucket);
      } catch (refusal) {
        throw describedAs(ownPlaceDetail, refusal);
      }
    },
    giveBack: (bucket) => giveBack(delay, bucket),
  };
};

export const createRefusalCounter = (redis: Redis): RefusalCounter => {
  const count = createOccurrenceCounter({ redis, name: 'auth.guess-refused', windowSeconds: 60 * 60 });
  return async (bucket) => {
    try {
      return await count(bucket);
    } catch (error) {
      if (!Problem.is(error, 'rate-limit-unavailable')) throw error;
      return undefined;
    }
  };
};

/**
 * An attempt that cannot be given back expires with its window. The limit itself has counted the store's
 * failure.
 */
const giveBack = async (window: Pick<SlidingWindowLimit, 'giveBack'>, bucket: string): Promise<void> => {
  try {
    await window.giveBack(bucket);
  } catch (error) {
    if (!Problem.is(error, 'rate-limit-unavailable')) throw error;
  }
};

/**
 * Removes the counts of this limit from a refusal: the same headers of the gateway describe another limit.
 */
const describedAs = (detail: string, refusal: unknown): unknown => {
  if (!Problem.is(refusal, 'rate-limited')) return refusal;
  const { retryAfterSeconds } = refusal;
  return new Problem('rate-limited', {
    detail,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};
