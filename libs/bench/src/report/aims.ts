import { processorTotal, type Row, rowAt } from './summary.ts';

/** A figure with its target, and what the run found. */
export type Aim = {
  readonly figure: string;
  readonly target: string;
  /** With its unit; the reason when the figure was not measured. */
  readonly found: string;
  /** Undefined when not measured in this run. */
  readonly met: boolean | undefined;
};

export const verdictOf = ({ met }: Aim): string =>
  met === undefined ? 'not measured' : met ? 'met' : '**missed**';

/** A number with about three digits. */
export const shown = (value: number): string =>
  value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);

type Bound = { readonly figure: string; readonly unit: string; readonly missing?: string };

const aimOf = (
  { figure, unit, missing = 'no round of this run with its requests answered' }: Bound,
  { bound, limit, value }: { bound: 'at most' | 'at least'; limit: number; value: number | undefined },
): Aim => {
  const withUnit = (text: string) => `${text}${unit === '' ? '' : ` ${unit}`}`;
  const target = withUnit(
    `${bound === 'at most' ? '≤' : '≥'} ${limit.toLocaleString('en').replaceAll(',', ' ')}`,
  );
  if (value === undefined || !Number.isFinite(value))
    return { figure, target, found: missing, met: undefined };
  const met = bound === 'at most' ? value <= limit : value >= limit;
  return { figure, target, found: withUnit(shown(value)), met };
};

export const atMost = (limit: number, value: number | undefined, about: Bound): Aim =>
  aimOf(about, { bound: 'at most', limit, value });

export const atLeast = (limit: number, value: number | undefined, about: Bound): Aim =>
  aimOf(about, { bound: 'at least', limit, value });

/** The figure of a row, or of two; undefined when one is missing. */
export const between = (
  [first, second]: readonly [Row | undefined, Row | undefined],
  figure: (first: Row, second: Row) => number,
): number | undefined => (first === undefined || second === undefined ? undefined : figure(first, second));

/** The processor time of all parts as a multiple of another way's at the same point. */
export const processorMultiple = (
  rows: readonly Row[],
  point: string,
  [way, base]: readonly [string, string],
): number | undefined =>
  between([rowAt(rows, point, way), rowAt(rows, point, base)], (one, other) => {
    const [cost, unit] = [processorTotal(one), processorTotal(other)];
    return unit === 0 ? Number.NaN : cost / unit;
  });

/** The share of the throughput that tracing takes, in percent. */
export const tracingShare = (
  rows: readonly Row[],
  point: string,
  [on, off]: readonly [string, string],
): number | undefined =>
  between([rowAt(rows, point, on), rowAt(rows, point, off)], (traced, untraced) =>
    untraced.perSecond === 0 ? Number.NaN : (1 - traced.perSecond / untraced.perSecond) * 100,
  );

/** Failed requests cost little and end early, so a row with more than this share of them proves no figure. */
const maxFailedShare = 0.01;

/** The rows whose figures count. */
export const answeredRows = (rows: readonly Row[]): Row[] =>
  rows.filter(({ failed, sent }) => failed <= sent * maxFailedShare);

/** Every request must be answered with 200, also those of the warm-up of a round. */
export const allAnswered = (rows: readonly Row[]): Aim => {
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const sent = rows.reduce((sum, row) => sum + row.sent, 0);
  return {
    figure: 'requests answered with 200',
    target: 'all',
    found: `${sent - failed} of ${sent}`,
    met: sent === 0 ? undefined : failed === 0,
  };
};

/** The figures of a bench that failed, with the reason in place of each value. */
export const unmeasured = (aims: readonly Aim[], reason: string): Aim[] =>
  aims.map(({ figure, target }) => ({ figure, target, found: reason, met: undefined }));
