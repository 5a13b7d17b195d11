import { median } from '../load/latency.ts';
import { type Point, type Round, type Way, ways } from './rounds.ts';

/**
 * Medians over the rounds of one way at one point; latencies in milliseconds, processor time in microseconds.
 */
export type Row = {
  readonly point: Point;
  readonly way: Way;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly perSecond: number;
  readonly processor: Readonly<Record<string, number>>;
  /** Requests of all rounds without a 200. */
  readonly failed: number;
  readonly sent: number;
};

export type Aim = {
  readonly aim: string;
  readonly found: string;
  /** Undefined when not measured in this run. */
  readonly met: boolean | undefined;
};

const failedOf = ({ outcome }: Round): number => outcome.sent - (outcome.statuses['200'] ?? 0);

const rowOf = (point: Point, way: Way, rounds: readonly Round[]): Row => {
  const middle = (figure: (round: Round) => number) => median(rounds.map(figure));
  const parts = new Set(rounds.flatMap(({ processor }) => Object.keys(processor)));
  return {
    point,
    way,
    p50: middle(({ outcome }) => outcome.p50),
    p99: middle(({ outcome }) => outcome.p99),
    p999: middle(({ outcome }) => outcome.p999),
    perSecond: middle(({ outcome }) => outcome.perSecond),
    processor: Object.fromEntries(
      [...parts].map((part) => [part, middle(({ processor }) => processor[part] ?? 0)]),
    ),
    failed: rounds.reduce((sum, round) => sum + failedOf(round), 0),
    sent: rounds.reduce((sum, { outcome }) => sum + outcome.sent, 0),
  };
};

/** One row per way and point with rounds, in the order of the points. */
export const summarise = (rounds: readonly Round[]): Row[] =>
  [...new Set(rounds.map(({ point }) => point))].flatMap((point) =>
    ways.flatMap((way) => {
      const own = rounds.filter((round) => round.point === point && round.way === way);
      return own.length === 0 ? [] : [rowOf(point, way, own)];
    }),
  );

export const rowAt = (rows: readonly Row[], point: Point, way: Way): Row | undefined =>
  rows.find((row) => row.point === point && row.way === way);

export const processorTotal = ({ processor }: Row): number =>
  Object.entries(processor).reduce((sum, [part, each]) => (part === 'load tool' ? sum : sum + each), 0);

const oneDecimal = (value: number): string => value.toFixed(1);

const addedAim = (rows: readonly Row[], figure: 'p50' | 'p99', atMost: number): Aim => {
  const [edge, direct] = [rowAt(rows, 500, 'edge'), rowAt(rows, 500, 'direct')];
  const aim = `the edge adds at most ${atMost} ms to ${figure} at 500/s`;
  if (edge === undefined || direct === undefined) return { aim, found: 'not measured', met: undefined };
  const added = edge[figure] - direct[figure];
  return { aim, found: `${added.toFixed(2)} ms`, met: added <= atMost };
};

const throughputAim = (rows: readonly Row[]): Aim => {
  const edge = rowAt(rows, 'saturation', 'edge');
  return {
    aim: 'at least 2 000 authenticated reads a second from end to end',
    found: edge === undefined ? 'not measured' : `${Math.round(edge.perSecond)}/s`,
    met: edge === undefined ? undefined : edge.perSecond >= 2_000,
  };
};

const tracingAim = (rows: readonly Row[]): Aim => {
  const [on, off] = [rowAt(rows, 'saturation', 'edge'), rowAt(rows, 'saturation', 'untraced')];
  const aim = 'tracing costs at most 15 % of the throughput of reads';
  if (on === undefined || off === undefined) return { aim, found: 'not measured', met: undefined };
  const cost = (1 - on.perSecond / off.perSecond) * 100;
  return { aim, found: `${oneDecimal(cost)} %`, met: cost <= 15 };
};

const answeredAim = (rows: readonly Row[]): Aim => {
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const sent = rows.reduce((sum, row) => sum + row.sent, 0);
  return {
    aim: 'every request is answered with 200',
    found: `${sent - failed} of ${sent}`,
    met: failed === 0,
  };
};

/** The aims, and whether these rows meet them. */
export const judge = (rows: readonly Row[]): Aim[] => [
  addedAim(rows, 'p50', 1),
  addedAim(rows, 'p99', 5),
  throughputAim(rows),
  tracingAim(rows),
  answeredAim(rows),
];
