import { type Operation, type Priority, priorityOf } from '@ai-teacher/contracts/operation.ts';
import { Problem } from '../domain/problem.ts';

export type AdmissionOptions = {
  /** Requests in progress. Twice the connections of a service's pool, so the pool never idles. */
  readonly places?: number;
  /** How long a request may wait while the queue is new: a class that opens a page together. */
  readonly burstMilliseconds?: number;
  /** How long a request may wait while a queue stands: no request found a place for `burstMilliseconds`. */
  readonly standingMilliseconds?: number;
  /** How long a request of high priority may wait. Its client waits for it, and gives up after 15 s. */
  readonly highMilliseconds?: number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
};

export type Admission = {
  /**
   * Refuses before any work what `enter` would refuse immediately.
   *
   * @throws Problem `overloaded`.
   */
  readonly requireRoom: (op: Operation) => void;
  /**
   * Waits for a place.
   *
   * @returns leave: gives the place back.
   * @throws Problem `overloaded` when the request waited too long or too many wait.
   */
  readonly enter: (op: Operation) => Promise<() => void>;
};

type Waiting = { readonly since: number; readonly begin: () => void; readonly refuse: () => void };

const order: readonly Priority[] = ['high', 'normal', 'low'];
/** The share of the places that requests of a priority may take together with those above them. */
const shares: Readonly<Record<Priority, number>> = { high: 1, normal: 5 / 6, low: 1 / 2 };

const defaults = { places: 12, burstMilliseconds: 1_000, standingMilliseconds: 50, highMilliseconds: 5_000 };
/** A bound for the memory of the requests that wait, many times what a burst can be worth. */
const maxQueue = 1_000;
/**
 * A place that is never given back would be lost forever. No admitted operation may take half of this time.
 */
const maxHeldMilliseconds = 30_000;

/** A random delay, because clients that were refused together should not return together. */
const overloaded = (): Problem =>
  new Problem('overloaded', { retryAfterSeconds: 1 + Math.floor(Math.random() * 3) });

/**
 * Whether a request of the operation needs a place. Streams, uploads and polls wait for others and have
 * limits of their own, as do use cases with a deadline or a queue of their own: they would hold places
 * without work.
 */
export const needsPlace = (
  op: Operation,
  { deadlineSeconds, hasOwnQueue }: { readonly deadlineSeconds?: number; readonly hasOwnQueue?: true },
): boolean =>
  op.stream === undefined &&
  op.bodyKind !== 'multipart' &&
  op.routine !== true &&
  deadlineSeconds === undefined &&
  hasOwnQueue !== true;

type Queue = Set<Waiting>;

/** The requests that wait and the rules of their wait. */
type Queues = Readonly<Record<Priority, Queue>> & {
  readonly maxWait: (priority: Priority) => number;
  readonly isFull: (priority: Priority) => boolean;
  /** Notes that a request of the priority found a free place. */
  readonly noteFree: (priority: Priority) => void;
  /** Notes the end of a wait. */
  readonly noteWait: (priority: Priority) => void;
};

const createQueues = (options: Required<AdmissionOptions>): Queues => {
  const { places, burstMilliseconds, standingMilliseconds, highMilliseconds, now } = options;
  const waiting: Record<Priority, Queue> = { high: new Set(), normal: new Set(), low: new Set() };
  const freeAt: Record<Priority, number> = { high: now(), normal: now(), low: now() };
  const never = Number.NEGATIVE_INFINITY;
  const waitedAt: Record<Priority, number> = { high: never, normal: never, low: never };
  const stands = (priority: Priority): boolean =>
    priority !== 'high' && now() - freeAt[priority] > burstMilliseconds;
  return {
    ...waiting,
    maxWait: (priority) => {
      if (priority === 'high') return highMilliseconds;
      return stands(priority) ? standingMilliseconds : burstMilliseconds;
    },
    isFull: (priority) => waiting[priority].size >= (stands(priority) ? places : maxQueue),
    // The short waits of a standing queue leave places free between two requests of an overload. So a queue
    // that stood is new again only after a time in which no request waited.
    noteFree: (priority) => {
      if (!stands(priority) || now() - waitedAt[priority] > burstMilliseconds) freeAt[priority] = now();
    },
    noteWait: (priority) => {
      waitedAt[priority] = now();
    },
  };
};

/** Waits in a queue until `begin` or `refuse` of the entry is called, or the time is up. */
const waitIn = (queue: Queue, since: number, maxMilliseconds: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const waiting: Waiting = {
      since,
      begin: () => {
        clearTimeout(timer);
        resolve();
      },
      refuse: () => {
        clearTimeout(timer);
        queue.delete(waiting);
        reject(overloaded());
      },
    };
    const timer = setTimeout(() => waiting.refuse(), maxMilliseconds);
    timer.unref();
    queue.add(waiting);
  });

/** Calls `leave` once: when the returned function is called, or after the maximum time. */
const holdOnce = (leave: () => void): (() => void) => {
  const lost = setTimeout(() => end(), maxHeldMilliseconds);
  lost.unref();
  let isHeld = true;
  const end = (): void => {
    if (!isHeld) return;
    isHeld = false;
    clearTimeout(lost);
    leave();
  };
  return end;
};

/**
 * Bounds the requests in progress of one process. Others wait, the higher priority first. In a new queue a
 * request may wait for long, so a burst is worked off. In a queue that stands it may wait only shortly,
 * because a longer wait would delay every answer and admit no more. Requests of high priority always have a
 * long wait. The method is controlled delay (Nichols and Jacobson, 2012) with one queue for each priority.
 */
export const createAdmission = (given: AdmissionOptions = {}): Admission => {
  const options = { ...defaults, now: () => performance.now(), ...given };
  const queues = createQueues(options);
  let inProgress = 0;
  const hasPlace = (priority: Priority): boolean =>
    inProgress < Math.floor(options.places * shares[priority]);
  const beginNext = (): void => {
    for (const priority of order)
      for (const next of queues[priority]) {
        if (!hasPlace(priority)) break;
        if (options.now() - next.since > queues.maxWait(priority)) next.refuse();
        else {
          queues[priority].delete(next);
          inProgress += 1;
          next.begin();
        }
      }
  };
  const hold = () =>
    holdOnce(() => {
      inProgress -= 1;
      beginNext();
    });
  const requireRoom = (priority: Priority): void => {
    if (!hasPlace(priority) && queues.isFull(priority)) throw overloaded();
  };
  return {
    requireRoom: (op) => requireRoom(priorityOf(op)),
    enter: async (op) => {
      const priority = priorityOf(op);
      requireRoom(priority);
      // A free place belongs to those who wait, of this priority and of those above it.
      const above = order.slice(0, order.indexOf(priority) + 1);
      if (hasPlace(priority) && above.every((each) => queues[each].size === 0)) {
        queues.noteFree(priority);
        inProgress += 1;
      } else {
        const wait = waitIn(queues[priority], options.now(), queues.maxWait(priority));
        await wait.finally(() => queues.noteWait(priority));
      }
      return hold();
    },
  };
};
