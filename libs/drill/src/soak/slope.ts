import { median } from '@ai-teacher/bench/load/latency.ts';

/** A measured value after a number of requests. */
export type Sample = { readonly requests: number; readonly value: number };

export type Slope = {
  /** Growth of the value in 100 000 requests, by the estimator of Theil and Sen. */
  readonly per100000: number;
  /** Rank correlation of Kendall between requests and value: 1 when it always grows, 0 without a trend. */
  readonly trend: number;
  /** Growth from the end of the warm-up to the end, by the slope. */
  readonly growth: number;
};

/** A value leaks when it exceeds both: growth in 100 000 requests, and growth after the warm-up. */
export type Threshold = { readonly per100000: number; readonly least: number };

/** The first part of a run fills caches, pools and compiled code. */
const warmUpShare = 0.3;
/** Below it, a growth is noise of the collector of garbage. */
const minTrend = 0.5;
const unit = 100_000;

/**
 * The slope after the warm-up: the median of the slopes of all pairs of samples, so that single peaks do not
 * count. At least ten samples are needed.
 *
 * @throws Error with fewer samples.
 */
export const slopeOf = (samples: readonly Sample[]): Slope => {
  const last = samples.at(-1)?.requests ?? 0;
  const warm = samples.filter(({ requests }) => requests >= last * warmUpShare);
  if (warm.length < 10) throw new Error(`${warm.length} samples after the warm-up are too few for a slope`);
  const pairs = warm.flatMap((from, index) =>
    warm.slice(index + 1).map((to) => ({ rise: to.value - from.value, run: to.requests - from.requests })),
  );
  const sloping = pairs.filter(({ run }) => run > 0);
  const signs = sloping.reduce((sum, { rise }) => sum + Math.sign(rise), 0);
  const per100000 = median(sloping.map(({ rise, run }) => (rise / run) * unit));
  const measured = last - (warm[0]?.requests ?? last);
  return {
    per100000,
    growth: (per100000 * measured) / unit,
    trend: sloping.length === 0 ? 0 : signs / sloping.length,
  };
};

/** Whether the value grows without end: faster and further than the threshold, and steadily. */
export const isLeak = ({ per100000, trend, growth }: Slope, threshold: Threshold): boolean =>
  per100000 > threshold.per100000 && growth > threshold.least && trend > minTrend;
