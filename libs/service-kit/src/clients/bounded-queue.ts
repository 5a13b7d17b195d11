import type { Problem } from '../domain/problem.ts';

export type BoundedQueueOptions = {
  /** Work that runs concurrently. */
  readonly concurrency: number;
  /** Work that is expected to wait longer is refused. */
  readonly maxWaitMilliseconds: number;
  /** A bound for the memory of waiting requests. */
  readonly queueLength: number;
  /** Makes the problem of refused work. */
  readonly refusal: (options: { readonly retryAfterSeconds: number }) => Problem;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
};

export type BoundedQueue = {
  /**
   * Runs work in the order of its arrival. The decision depends on the queue alone, never on the work, so it
   * reveals nothing about an account.
   *
   * @throws the refusal: immediately when the expected wait is too long, and at its turn when the work has
   *   waited too long.
   */
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /**
   * Takes no place.
   *
   * @throws the refusal when `run` would refuse work now.
   */
  readonly requireRoom: () => void;
};

/** The weight of the latest duration in the mean: about twenty works decide. */
const latestShare = 0.1;

type Waiting = { readonly since: number; readonly begin: (admitted: boolean) => void };

/**
 * A queue that is bounded by the expected wait: the waiting work times the mean duration of the latest work,
 * over the places. A bound by length would be seconds on a slow machine and refuse too much on a fast one.
 */
export const createBoundedQueue = (options: BoundedQueueOptions): BoundedQueue => {
  const { concurrency, maxWaitMilliseconds, queueLength, refusal, now } = options;
  const waiting: Waiting[] = [];
  let running = 0;
  let meanMilliseconds: number | undefined;

  const expectedWait = (): number => ((waiting.length + 1) * (meanMilliseconds ?? 0)) / concurrency;
  const busy = (): Problem => refusal({ retryAfterSeconds: Math.max(1, Math.ceil(expectedWait() / 1_000)) });
  const requireRoom = (): void => {
    const isFull = waiting.length >= queueLength || expectedWait() > maxWaitMilliseconds;
    if (running >= concurrency && isFull) throw busy();
  };
  const wait = (): Promise<void> => {
    requireRoom();
    return new Promise((resolve, reject) => {
      waiting.push({
        since: now(),
        begin: (admitted) => (admitted ? resolve() : reject(busy())),
      });
    });
  };
  /** The place passes to the first in the queue, so a new caller cannot overtake a waiting one. */
  const leave = (): void => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const inTime = now() - next.since <= maxWaitMilliseconds;
      next.begin(inTime);
      if (inTime) return;
    }
    running -= 1;
  };
  return {
    requireRoom,
    run: async (work) => {
      if (running >= concurrency) await wait();
      else running += 1;
      const startedAt = now();
      try {
        return await work();
      } finally {
        const took = now() - startedAt;
        meanMilliseconds = took * latestShare + (meanMilliseconds ?? took) * (1 - latestShare);
        leave();
      }
    },
  };
};
