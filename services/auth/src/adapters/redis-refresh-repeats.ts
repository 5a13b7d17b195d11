import { createSlidingWindowLimit } from '@ai-teacher/service-kit/clients/rate-limit.ts';
import type { Redis } from '@ai-teacher/service-kit/clients/redis.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { RefreshRepeats } from '../domain/sessions/ports.ts';

/** Far more than the retries of a client that missed its answer, and few enough to stop a loop. */
const window = { limit: 100, windowSeconds: 60 };

/**
 * Counts the repetitions of a refresh by the hash of its refresh token. Without Redis every repetition is
 * admitted, so an outage signs no user out; a stolen token is detected in the database.
 */
export const createRefreshRepeats = (redis: Redis): RefreshRepeats => {
  const repeats = createSlidingWindowLimit({ redis, name: 'auth.refresh', ...window });
  return {
    consume: async (tokenHash) => {
      try {
        await repeats.consume(tokenHash);
      } catch (refusal) {
        if (Problem.is(refusal, 'rate-limit-unavailable')) return;
        // The headers of the gateway's limit have the same names, so those of this limit are left out.
        if (!Problem.is(refusal, 'rate-limited') || refusal.retryAfterSeconds === undefined) throw refusal;
        throw new Problem('rate-limited', { retryAfterSeconds: refusal.retryAfterSeconds });
      }
    },
  };
};
