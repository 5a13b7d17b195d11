import { setTimeout as delay } from 'node:timers/promises';

/** Lets work answer, or fail, no sooner than `milliseconds` after it began. */
export const evenTime =
  (milliseconds: number) =>
  async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const [outcome] = await Promise.allSettled([work(), delay(milliseconds)]);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  };
