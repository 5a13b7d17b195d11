import {
  createSlidingWindowLimit,
  type SlidingWindowLimit,
} from '@ai-teacher/service-kit/clients/rate-limit.ts';
import type { Redis } from '@ai-teacher/service-kit/clients/redis.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { PasswordAttempts } from '../domain/passwords/ports.ts';

/** Enough for a person who tries every password they ever had, and then pauses to think. */
const shortWindow = { limit: 10, windowSeconds: 15 * 60 };
/** Slows a persistent caller further: 50 a day, where the short window alone would admit 960. */
const dailyWindow = { limit: 50, windowSeconds: 24 * 60 * 60 };

const detail =
  'Too many attempts on this account. Wait, or sign in from a place where you have signed in before.';

/**
 * Counts attempts in Redis, which all instances share and which outlives each of them: at most 10 in any 15
 * minutes and 50 in any 24 hours per bucket. Keys are pseudonyms and values are times, so no account can be
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
        throw withoutLimitHeaders(refusal);
      }
    },
    giveBack: async (bucket) => {
      for (const window of windows) await giveBack(window, bucket);
    },
  };
};

/**
 * An attempt that cannot be given back expires with its window. The limit itself has counted the store's
 * failure.
 */
const giveBack = async (window: SlidingWindowLimit, bucket: string): Promise<void> => {
  try {
    await window.giveBack(bucket);
  } catch (error) {
    if (!Problem.is(error, 'rate-limit-unavailable')) throw error;
  }
};

/**
 * Removes the counts of this limit from a refusal: the same headers of the gateway describe another limit.
 */
const withoutLimitHeaders = (refusal: unknown): unknown => {
  if (!Problem.is(refusal, 'rate-limited')) return refusal;
  const { retryAfterSeconds } = refusal;
  return new Problem('rate-limited', {
    detail,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};
