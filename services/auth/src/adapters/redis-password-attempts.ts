import { createSlidingWindowLimit } from '@ai-teacher/service-kit/clients/rate-limit.ts';
import type { Redis } from '@ai-teacher/service-kit/clients/redis.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Guesses } from '../domain/ports.ts';

/** Enough for somebody who tries all the passwords they ever had, and then thinks for a moment. */
const soon = { limit: 10, windowSeconds: 15 * 60 };
/** Whoever goes on gets slower: 50 a day where the line above alone would let 960 pass. */
const daily = { limit: 50, windowSeconds: 24 * 60 * 60 };

const detail = 'Too many attempts at this account. Wait, or sign in where you have signed in before.';

/**
 * Counts attempts in Redis, which all instances share and which outlives each of them: at most 10 in any 15 minutes and 50 in
 * any 24 hours per lane. Keys are the lanes' marks, values are times: nothing there can be read back into an account.
 */
export const createRedisGuesses = (redis: Redis): Guesses => {
  const windows = [
    createSlidingWindowLimit({ redis, name: 'auth.guess', ...soon }),
    createSlidingWindowLimit({ redis, name: 'auth.guess-day', ...daily }),
  ];
  /** A place that cannot be given back leaves the window by itself; the store's failure is counted where it happened. */
  const giveBack = async (window: (typeof windows)[number], lane: string): Promise<void> => {
    try {
      await window.giveBack(lane);
    } catch (error) {
      if (!Problem.is(error, 'rate-limit-unavailable')) throw error;
    }
  };
  return {
    take: async (lane) => {
      const taken: typeof windows = [];
      try {
        for (const window of windows) {
          await window.consume(lane);
          taken.push(window);
        }
      } catch (refusal) {
        for (const window of taken) await giveBack(window, lane);
        if (!Problem.is(refusal, 'rate-limited')) throw refusal;
        // Without the counts that the limit itself would tell: the gateway's headers are about something else.
        throw new Problem('rate-limited', {
          detail,
          ...(refusal.retryAfterSeconds === undefined
            ? {}
            : { retryAfterSeconds: refusal.retryAfterSeconds }),
        });
      }
    },
    giveBack: async (lane) => {
      for (const window of windows) await giveBack(window, lane);
    },
  };
};
