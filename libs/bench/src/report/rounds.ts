import type { Outcome } from '../load/latency.ts';

/** A load of a bench by its name in the tables. */
export type Point = {
  readonly title: string;
  /** Requests per second in an open loop; undefined in a closed loop. */
  readonly rate?: number;
  /** Clients of a closed loop that send the next request after each answer; connections of an open loop. */
  readonly clients: number;
  /** A number of requests, spread evenly over a number of seconds. */
  readonly arrivals?: { readonly count: number; readonly seconds: number };
};

/** The compared ways of a bench, by their names in report.json and in the tables. */
export type Way = { readonly name: string; readonly title: string };

export type PlannedRound = { readonly point: Point; readonly way: string; readonly round: number };

/** The findings of one round. */
export type Measured = {
  readonly outcome: Outcome;
  /** Processor time by part in microseconds per request; empty on a system without /proc. */
  readonly processor: Readonly<Record<string, number>>;
  /** Figures that only this bench has, such as lost tokens. */
  readonly counts?: Readonly<Record<string, number>>;
};

export type Round = PlannedRound & Measured;

/**
 * The maximum number of connections in an open loop: the browsers of 100 users, more than the service handles
 * concurrently.
 */
const openConnections = 128;
/**
 * As many requests of normal priority as the admission of a service lets work concurrently. They keep two
 * cores busy. Of 32 clients the admission refused up to a quarter, because their queue never ended.
 */
const saturatingClients = 10;

export const saturation: Point = { title: 'saturation', clients: saturatingClients };
export const oneClient: Point = { title: 'one client', clients: 1 };
export const openLoop = (rate: number): Point => ({ title: `${rate}/s`, rate, clients: openConnections });

/** Requests that arrive evenly over some seconds, each on a connection of its own. */
export const arriving = (what: string, count: number, seconds: number): Point => ({
  title: `${count} ${what} over ${seconds} s`,
  clients: count,
  arrivals: { count, seconds },
});

/**
 * Every point in every round. The ways alternate within a round, so that other load on the machine affects
 * all of them. Each way is first in turn.
 *
 * @param waysAt the ways that are measured at a point.
 */
export const planRounds = (
  points: readonly Point[],
  waysAt: (point: Point) => readonly string[],
  rounds: number,
): PlannedRound[] =>
  points.flatMap((point) => {
    const ways = waysAt(point);
    return Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
      ways.map((_, place) => ({ point, way: ways[(place + round - 1) % ways.length] as string, round })),
    );
  });
