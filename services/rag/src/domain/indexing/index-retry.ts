import type { Waiting } from '../ports.ts';

const shortestSeconds = 2;
const longestSeconds = 20;

/** When to ask again after the index was found away: soon at first, then every 20 seconds for as long as it takes. */
export const waitForIndex = (now: Date, waits: number): Waiting => {
  const seconds = Math.min(shortestSeconds * 2 ** Math.min(waits, 10), longestSeconds);
  return { waits: waits + 1, runAt: new Date(now.getTime() + seconds * 1_000) };
};
