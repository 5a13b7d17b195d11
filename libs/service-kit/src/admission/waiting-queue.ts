import type { Priority } from '@ai-teacher/contracts/operation.ts';
import { Problem, problemOfAbort } from '../domain/problem.ts';

export type QueueOptions = {
  readonly priority: Priority;
  /** The number of requests of this priority that may be in progress together. */
  readonly maxInProgress: () => number;
  /** How long a request may wait while the queue is new: a class that opens a page together. */
  readonly burstMilliseconds: number;
  /** How long a request may wait while a queue stands: requests waited all through `burstMilliseconds`. */
  readonly standingMilliseconds: number;
  /** How long a request of high priority may wait. Its client waits for it, and gives up after 15 s. */
  readonly highMilliseconds: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
};

/** The requests of one priority that wait for a place. */
export type WaitingQueue = {
  readonly isEmpty: () => boolean;
  /** Whether the next request would be refused immediately. */
  readonly isFull: () => boolean;
  /** Notes that a request found a free place without a wait. */
  readonly noteFree: () => void;
  /**
   * Fulfilled when `beginNext` chose the request.
   *
   * @param signal of the request, which leaves the queue when the signal aborts.
   * @throws Problem `overloaded` when the request waited too long, and the problem of the signal.
   */
  readonly wait: (signal?: AbortSignal) => Promise<void>;
  /** Lets a request begin, and refuses those who waited too long. Returns false when none waits. */
  readonly beginNext: () => boolean;
};

type Waiting = { readonly since: number; readonly begin: () => void; readonly refuse: () => void };

/**
 * Requests below high priority that wait in a new queue: more than a class. Each holds a request of the
 * gateway, which lets 128 of all priorities below high wait for a service.
 */
const maxBurst = 48;
/** A bound for the memory of the requests of high priority that wait. */
const maxHigh = 1_000;

/**
 * The problem of a refused request. Its `Retry-After` is random, so that clients that were refused together
 * do not return together.
 */
export const overloaded = (): Problem =>
  new Problem('overloaded', { retryAfterSeconds: 1 + Math.floor(Math.random() * 3) });

/**
 * Whether the client of a request has left or its deadline has passed, so its work would be in vain. A
 * service that stops aborts signals with a problem of its own, and still answers requests.
 */
export const isInVain = (signal: AbortSignal | undefined): signal is AbortSignal =>
  signal?.aborted === true && !(signal.reason instanceof Problem);

/** The problem of a request that gives up its wait. A client that has left does not receive it. */
export const withdrawn = (signal: AbortSignal): Problem => problemOfAbort(signal) ?? overloaded();

type EntryOptions = {
  readonly since: number;
  readonly maxMilliseconds: number;
  readonly signal: AbortSignal | undefined;
  readonly remove: (entry: Waiting) => void;
};

/** Ends the wait of an entry after the maximum time and when its signal aborts, unless it began before. */
const entryOf = ({
  since,
  maxMilliseconds,
  signal,
  remove,
}: EntryOptions): { readonly entry: Waiting; readonly done: Promise<void> } => {
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const end = (settle: () => void) => () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', withdraw);
    remove(entry);
    settle();
  };
  const withdraw = (): void => {
    if (isInVain(signal)) end(() => reject(withdrawn(signal)))();
  };
  const entry: Waiting = { since, begin: end(resolve), refuse: end(() => reject(overloaded())) };
  const timer = setTimeout(() => entry.refuse(), maxMilliseconds);
  timer.unref();
  signal?.addEventListener('abort', withdraw);
  return { entry, done };
};

type Rate = { readonly note: () => void; readonly perMillisecond: () => number };

/**
 * Counts events of the last `milliseconds`: all of the current time of this length, and a part of the last
 * one.
 */
const createRate = (milliseconds: number, now: () => number): Rate => {
  let beganAt = now();
  let current = 0;
  let last = 0;
  const turn = (): number => {
    const passed = now() - beganAt;
    if (passed < milliseconds) return passed;
    last = passed < 2 * milliseconds ? current : 0;
    current = 0;
    beganAt = now();
    return 0;
  };
  return {
    note: () => {
      turn();
      current += 1;
    },
    perMillisecond: () => {
      const passed = turn();
      return (current + last * (1 - passed / milliseconds)) / milliseconds;
    },
  };
};

type Standing = {
  /** Whether the queue stands: requests waited for `burstMilliseconds`, or the queue was full before. */
  readonly stands: () => boolean;
  readonly noteFree: () => void;
  /** Notes that a request begins or ends to wait. */
  readonly noteWait: () => void;
  /**
   * Notes that as many requests wait as a class has. When more arrive for longer than a wait in a standing
   * queue lasts, the queue is not the burst of a class.
   */
  readonly noteFull: () => void;
  /** Notes that far fewer requests wait. */
  readonly noteRoom: () => void;
};

const never = Number.NEGATIVE_INFINITY;

const createStanding = (
  { priority, burstMilliseconds, standingMilliseconds, now }: QueueOptions,
  isEmpty: () => boolean,
): Standing => {
  /** When the waits began that no free place ended. */
  let waitsSince: number | undefined;
  let waitedAt = never;
  let fullSince: number | undefined;
  // A time without a wait ends a standing queue. Without requests nothing can wait for a place.
  const isCalm = (): boolean => isEmpty() && now() - waitedAt > burstMilliseconds;
  const stands = (): boolean =>
    priority !== 'high' && !isCalm() && waitsSince !== undefined && now() - waitsSince > burstMilliseconds;
  return {
    stands,
    // The short waits of a standing queue leave places free between two requests of an overload. So a queue
    // that stood is new again only after a time in which no request waited.
    noteFree: () => {
      if (!stands()) waitsSince = undefined;
    },
    noteWait: () => {
      if (isCalm()) waitsSince = undefined;
      waitedAt = now();
      waitsSince ??= waitedAt;
    },
    noteFull: () => {
      fullSince ??= now();
      if (now() - fullSince > standingMilliseconds) waitsSince = never;
    },
    noteRoom: () => {
      fullSince = undefined;
    },
  };
};

/**
 * Creates a queue. A burst of a class is worked off in the order of arrival. As soon as the oldest request
 * waits longer than in a standing queue, the newest one begins first. In an overload the order of arrival
 * would make every request wait as long as possible; so the others are answered quickly, and only the oldest
 * are refused.
 */
export const createQueue = (options: QueueOptions): WaitingQueue => {
  const { priority, burstMilliseconds, standingMilliseconds, highMilliseconds, maxInProgress, now } = options;
  const waiting: Waiting[] = [];
  const begun = createRate(burstMilliseconds, now);
  const isEmpty = (): boolean => waiting.length === 0;
  const { stands, noteFree, noteWait, noteFull, noteRoom } = createStanding(options, isEmpty);
  const isHigh = priority === 'high';
  const maxWait = (): number => {
    if (isHigh) return highMilliseconds;
    return stands() ? standingMilliseconds : burstMilliseconds;
  };
  // A standing queue holds as many as begin within the time of a wait, and one more as a probe. Further
  // requests would wait in vain, and cost more than a refusal before any work.
  const maxStanding = (): number => 1 + Math.ceil(begun.perMillisecond() * standingMilliseconds);
  const remove = (entry: Waiting): void => {
    noteWait();
    const place = waiting.indexOf(entry);
    if (place !== -1) waiting.splice(place, 1);
    if (waiting.length < maxBurst / 2) noteRoom();
  };
  // As many as there are places stay, because they begin as soon as the requests in progress end.
  const refuseLate = (): void => {
    const since = now() - maxWait();
    for (const { since: arrived, refuse } of waiting.slice(0, Math.max(0, waiting.length - maxInProgress())))
      if (arrived < since) refuse();
  };
  return {
    isEmpty,
    isFull: () => (isHigh ? waiting.length >= maxHigh : stands() && waiting.length >= maxStanding()),
    noteFree: () => {
      noteFree();
      begun.note();
    },
    wait: (signal) => {
      if (!isHigh && waiting.length >= maxBurst) {
        waiting[0]?.refuse();
        noteFull();
      }
      noteWait();
      const { entry, done } = entryOf({ since: now(), maxMilliseconds: maxWait(), signal, remove });
      waiting.push(entry);
      return done;
    },
    beginNext: () => {
      const [oldest] = waiting;
      if (oldest === undefined) return false;
      const next = now() - oldest.since > standingMilliseconds ? waiting.at(-1) : oldest;
      begun.note();
      next?.begin();
      refuseLate();
      return true;
    },
  };
};
