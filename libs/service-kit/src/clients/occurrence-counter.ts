import type { Redis } from 'ioredis';
import { createStoreCaller } from './store-caller.ts';

/**
 * Counts occurrences per key. The count of a key restarts `windowSeconds` after its first occurrence.
 *
 * @returns counts one occurrence and answers the number so far. Throws Problem `rate-limit-unavailable`.
 */
export const createOccurrenceCounter = ({
  redis,
  name,
  windowSeconds,
}: {
  redis: Redis;
  /** Part of the key. */
  name: string;
  windowSeconds: number;
}): ((key: string) => Promise<number>) => {
  const askStore = createStoreCaller(name);
  return async (key) => {
    const counter = `limit:${name}:${key}`;
    const answers = await askStore(() =>
      redis.multi().incr(counter).expire(counter, windowSeconds, 'NX').exec(),
    );
    return Number(answers?.[0]?.[1] ?? 0);
  };
};
