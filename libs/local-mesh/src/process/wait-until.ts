import { setTimeout as pause } from 'node:timers/promises';

const growth = 1.2;
const maxGrownMilliseconds = 250;

export type WaitOptions = {
  /** Names the awaited condition in the message of the time-out. */
  what: string;
  timeoutSeconds: number;
  /** The first pause. Pauses below 250 ms grow by a fifth each time, so a long wait costs little. */
  everyMilliseconds?: number;
  signal?: AbortSignal | undefined;
};

/**
 * Polls `condition` until its result is neither undefined nor false, and returns that result. A condition
 * that throws counts as "not yet". Its last fault becomes the cause of the time-out error.
 */
export const waitUntil = async <T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { what, timeoutSeconds, everyMilliseconds = 50, signal }: WaitOptions,
): Promise<T> => {
  const maxMilliseconds = Math.max(everyMilliseconds, maxGrownMilliseconds);
  let pauseMilliseconds = everyMilliseconds;
  const end = performance.now() + timeoutSeconds * 1000;
  let lastFault: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const answer = await condition();
      if (answer !== undefined && answer !== false) return answer;
      lastFault = undefined;
    } catch (fault) {
      lastFault = fault;
    }
    if (performance.now() >= end) {
      throw new Error(`Timed out after ${timeoutSeconds} s waiting for ${what}`, { cause: lastFault });
    }
    await pause(pauseMilliseconds, undefined, signal ? { signal } : undefined);
    pauseMilliseconds = Math.min(pauseMilliseconds * growth, maxMilliseconds);
  }
};
