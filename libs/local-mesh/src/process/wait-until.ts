import { setTimeout as pause } from 'node:timers/promises';

export type WaitOptions = {
  /** Names the awaited condition in the message of the time-out. */
  what: string;
  timeoutSeconds: number;
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
    await pause(everyMilliseconds, undefined, signal ? { signal } : undefined);
  }
};
