import type { Waiting } from '../ports.ts';

const SHORTEST_SECONDS = 2;
const LONGEST_SECONDS = 20;

/** When to ask again after the index was found away: soon at first, then every 20 seconds for as long as it takes. */
export const waitForIndex = (now: Date, waits: number): Waiting => {
  const seconds = Math.min(SHORTEST_SECONDS * 2 ** Math.min(waits, 10), LONGEST_SECONDS);
  return { waits: waits + 1, runAt: new Date(now.getTime() + seconds * 1_000) };
};
