import { performance as loop } from 'node:perf_hooks';

export type PlacesOptions = {
  /** Requests in progress while the event loop has time. Twice the connections of a service's pool. */
  readonly places: number;
  /** Requests in progress while the event loop has none. As many as the connections of a service's pool. */
  readonly minPlaces: number;
  /** The share of the time since the last call in which the event loop was busy. */
  readonly busyShare: () => number;
  readonly now: () => number;
};

/** The event loop counts as busy from this share of a time on. */
const minBusyShare = 0.9;
const measuredMilliseconds = 100;
/** The part of the places that stays after a busy time. */
const busyPart = 3 / 4;

/** The share of the time since the last call in which the event loop of this process was busy. */
export const createBusyShare = (): (() => number) => {
  let last = loop.eventLoopUtilization();
  return () => {
    const current = loop.eventLoopUtilization();
    const { utilization } = loop.eventLoopUtilization(current, last);
    last = current;
    return utilization;
  };
};

/**
 * The current number of places. Requests that wait for a store leave the event loop idle, and all places are
 * useful. When the event loop itself is the bottleneck, further requests in progress only share its time:
 * each of twelve takes twice as long as each of six, and not one more is answered. So a busy time takes a
 * quarter of the places, and an idle one gives one back.
 */
export const createPlaces = ({ places, minPlaces, busyShare, now }: PlacesOptions): (() => number) => {
  let current = places;
  let measuredAt = now();
  return () => {
    if (now() - measuredAt >= measuredMilliseconds) {
      measuredAt = now();
      current =
        busyShare() < minBusyShare
          ? Math.min(places, current + 1)
          : Math.max(Math.min(places, minPlaces), Math.floor(current * busyPart));
    }
    return current;
  };
};
