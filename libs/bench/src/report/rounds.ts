import type { Outcome } from '../load/latency.ts';

/** The compared ways from the load tool to the service. */
export const ways = ['direct', 'edge', 'untraced'] as const;
export type Way = (typeof ways)[number];

export const wayTitles: Record<Way, string> = {
  direct: 'direct to the service',
  edge: 'through the edge',
  untraced: 'through the edge, tracing off',
};

/**
 * Requests per second in an open loop, or `saturation`: a closed loop that sends as fast as answers arrive.
 */
export type Point = number | 'saturation';

export const pointTitle = (point: Point): string => (point === 'saturation' ? point : `${point}/s`);

export type PlannedRound = { readonly point: Point; readonly way: Way; readonly round: number };

export type Round = PlannedRound & {
  readonly outcome: Outcome;
  /** Processor time by part in microseconds per request; empty on a system without /proc. */
  readonly processor: Readonly<Record<string, number>>;
};

/**
 * Every point in every round. The ways alternate within a round, so that other load on the machine affects
 * all of them. Each way is first in turn.
 */
export const planRounds = (rates: readonly number[], rounds: number): PlannedRound[] =>
  [...rates, 'saturation' as const].flatMap((point) =>
    Array.from({ length: rounds }, (_, index) => index + 1).flatMap((round) =>
      ways.map((_, place) => ({ point, way: ways[(place + round - 1) % ways.length] as Way, round })),
    ),
  );
