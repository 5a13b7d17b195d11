import { type Operation, type Priority, priorityOf } from '@ai-teacher/contracts/operation.ts';
import { createBusyShare, createPlaces, type PlacesOptions } from './places.ts';
import {
  createQueue,
  isInVain,
  overloaded,
  type QueueOptions,
  type WaitingQueue,
  withdrawn,
} from './waiting-queue.ts';

export type AdmissionOptions = Partial<Omit<QueueOptions, 'priority' | 'maxInProgress'> & PlacesOptions>;

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
   * @param signal of the request. A request whose client has left, or whose deadline has passed, gives up its
   *   wait: it would do its work in vain, and after a newer request of the same client.
   * @returns leave: gives the place back.
   * @throws Problem `overloaded` when the request waited too long or too many wait, and when its client has
   *   left; the problem of the signal when that has one.
   */
  readonly enter: (op: Operation, signal?: AbortSignal) => Promise<() => void>;
};

const order: readonly Priority[] = ['high', 'normal', 'low'];
/** The share of the places that requests of a priority may take together with those above them. */
const shares: Readonly<Record<Priority, number>> = { high: 1, normal: 5 / 6, low: 1 / 2 };

const defaults = {
  ...{ places: 12, minPlaces: 6 },
  ...{ burstMilliseconds: 1_000, standingMilliseconds: 50, highMilliseconds: 5_000 },
};
/**
 * A place that is never given back would be lost forever. No admitted operation may take half of this time.
 */
const maxHeldMilliseconds = 30_000;

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
  const options = { ...defaults, now: () => performance.now(), busyShare: createBusyShare(), ...given };
  const places = createPlaces(options);
  const maxInProgress = (priority: Priority): number => Math.floor(places() * shares[priority]);
  const queueOf = (priority: Priority): WaitingQueue =>
    createQueue({ ...options, priority, maxInProgress: () => maxInProgress(priority) });
  const queues = { high: queueOf('high'), normal: queueOf('normal'), low: queueOf('low') };
  let inProgress = 0;
  const hasPlace = (priority: Priority): boolean => inProgress < maxInProgress(priority);
  const beginNext = (): void => {
    for (const priority of order) while (hasPlace(priority) && queues[priority].beginNext()) inProgress += 1;
  };
  const hold = () =>
    holdOnce(() => {
      inProgress -= 1;
      beginNext();
    });
  const requireRoom = (priority: Priority): void => {
    if (!hasPlace(priority) && queues[priority].isFull()) throw overloaded();
  };
  return {
    requireRoom: (op) => requireRoom(priorityOf(op)),
    enter: async (op, signal) => {
      if (isInVain(signal)) throw withdrawn(signal);
      const priority = priorityOf(op);
      beginNext();
      requireRoom(priority);
      // A free place belongs to those who wait, of this priority and of those above it.
      const above = order.slice(0, order.indexOf(priority) + 1);
      if (hasPlace(priority) && above.every((each) => queues[each].isEmpty())) {
        queues[priority].noteFree();
        inProgress += 1;
      } else await queues[priority].wait(signal);
      return hold();
    },
  };
};
