import { median } from '../load/latency.ts';
import type { Point, Round } from './rounds.ts';

/**
 * Medians over the rounds of one way at one point; latencies in milliseconds, processor time in microseconds.
 */
export type Row = {
  readonly point: Point;
  readonly way: string;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly perSecond: number;
  readonly processor: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  /** Requests of all rounds without a 200. */
  readonly failed: number;
  readonly sent: number;
};

const failedOf = ({ outcome }: Round): number => outcome.sent - (outcome.statuses['200'] ?? 0);

/** The median of each named figure; a round without the figure counts as 0. */
const mediansOf = (figures: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const names = new Set(figures.flatMap(Object.keys));
  return Object.fromEntries([...names].map((name) => [name, median(figures.map((each) => each[name] ?? 0))]));
};

const rowOf = (point: Point, way: string, rounds: readonly Round[]): Row => {
  const middle = (figure: (round: Round) => number) => median(rounds.map(figure));
  return {
    point,
    way,
    p50: middle(({ outcome }) => outcome.p50),
    p99: middle(({ outcome }) => outcome.p99),
    p999: middle(({ outcome }) => outcome.p999),
    perSecond: middle(({ outcome }) => outcome.perSecond),
    processor: mediansOf(rounds.map(({ processor }) => processor)),
    counts: mediansOf(rounds.map(({ counts = {} }) => counts)),
    failed: rounds.reduce((sum, round) => sum + failedOf(round), 0),
    sent: rounds.reduce((sum, { outcome }) => sum + outcome.sent, 0),
  };
};

/** One row per point and way with rounds, in the order of their first rounds. */
export const summarise = (rounds: readonly Round[]): Row[] => {
  const ways = [...new Set(rounds.map(({ way }) => way))];
  return [...Map.groupBy(rounds, ({ point }) => point.title).values()].flatMap((atPoint) =>
    ways.flatMap((way) => {
      const own = atPoint.filter((round) => round.way === way);
      return own[0] === undefined ? [] : [rowOf(own[0].point, way, own)];
    }),
  );
};

export const rowAt = (rows: readonly Row[], point: string, way: string): Row | undefined =>
  rows.find((row) => row.point.title === point && row.way === way);

export const loadTool = 'load tool';

/** Microseconds of all parts for a request, or of the named parts. */
export const processorTotal = ({ processor }: Row, parts = Object.keys(processor)): number =>
  parts.reduce((sum, part) => (part === loadTool ? sum : sum + (processor[part] ?? 0)), 0);
