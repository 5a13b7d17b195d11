import type { Retry } from '../ports.ts';

const minSeconds = 2;
const maxSeconds = 20;

/**
 * When a job found the index unavailable, it runs again after 2, 4, 8 and 16 seconds, then every 20 seconds.
 */
export const nextRetry = (now: Date, waits: number): Retry => {
  const seconds = Math.min(minSeconds * 2 ** Math.min(waits, 10), maxSeconds);
  return { waits: waits + 1, runAt: new Date(now.getTime() + seconds * 1_000) };
};
