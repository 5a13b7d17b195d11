import { setTimeout as pause } from 'node:timers/promises';

export type WaitOptions = {
  /** What is waited for, as it stands in the message when it does not come. */
  what: string;
  timeoutSeconds: number;
  everyMilliseconds?: number;
  signal?: AbortSignal | undefined;
};

/**
 * Asks `condition` again and again until it answers something other than undefined or false, and returns
 * that answer. A throwing condition counts as "not yet"; its last fault is the cause of the time-out.
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
