/** One request as the load tool recorded it. */
export type Sample = {
  /** Its place in the schedule, from 0. */
  readonly sequence: number;
  /** When it was sent, nanoseconds since 1970. */
  readonly sentNanoseconds: bigint;
  readonly latencyNanoseconds: number;
  /** 0 without an answer. */
  readonly status: number;
};

/** Milliseconds. */
export type Percentiles = { readonly p50: number; readonly p99: number; readonly p999: number };

export type Outcome = Percentiles & {
  /** Requests sent, warm-up included. */
  readonly sent: number;
  /** Requests answered per second in the measured time. */
  readonly perSecond: number;
  /** Answers by status, warm-up included. */
  readonly statuses: Readonly<Record<string, number>>;
};

/** A copy in ascending order. */
export const sorted = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

/**
 * The smallest value that at least this share (0 to 1) of the values does not exceed; `ascending` is sorted.
 */
export const percentile = (ascending: Float64Array, share: number): number => {
  if (ascending.length === 0) return Number.NaN;
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] as number;
};

/** The three percentiles of every table. */
export const percentilesOf = (ascending: Float64Array): Percentiles => ({
  p50: percentile(ascending, 0.5),
  p99: percentile(ascending, 0.99),
  p999: percentile(ascending, 0.999),
});

/** The number of answers by status. */
export const countStatuses = (answers: readonly { readonly status: number }[]): Record<string, number> => {
  const statuses: Record<string, number> = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
};

export const median = (values: readonly number[]): number => {
  const ascending = sorted(values);
  const middle = ascending.length / 2;
  return Number.isInteger(middle)
    ? ((ascending[middle - 1] as number) + (ascending[middle] as number)) / 2
    : (ascending[Math.floor(middle)] as number);
};

type Timed = { readonly dueMilliseconds: number; readonly latencyMilliseconds: number };

/**
 * The due time of each request, counted from the first, and the time from then to its answer. In an open loop
 * the delay between due and sent counts too, so a slow load tool hides no latency (no coordinated omission).
 * The punctual requests define the start of the schedule. In a closed loop (`rate` undefined) no request has
 * a due time.
 */
export const timed = (samples: readonly Sample[], rate: number | undefined): Timed[] => {
  const [first] = samples;
  if (first === undefined) return [];
  const origin = first.sentNanoseconds;
  const sentOf = (sample: Sample) => Number(sample.sentNanoseconds - origin) / 1e6;
  const dueOf = (sample: Sample) => (rate === undefined ? 0 : (sample.sequence * 1_000) / rate);
  let start = Number.POSITIVE_INFINITY;
  for (const sample of samples) start = Math.min(start, sentOf(sample) - dueOf(sample));
  return samples.map((sample) => {
    const sent = sentOf(sample) - start;
    const due = rate === undefined ? sent : dueOf(sample);
    return { dueMilliseconds: due, latencyMilliseconds: sent - due + sample.latencyNanoseconds / 1e6 };
  });
};

/**
 * The figures of a round. Requests due in the first `warmSeconds` are not counted, because they open
 * connections with TLS handshakes.
 */
export const outcomeOf = (
  samples: readonly Sample[],
  { rate, warmSeconds }: { rate: number | undefined; warmSeconds: number },
): Outcome => {
  const counted = timed(samples, rate).filter(
    ({ dueMilliseconds }) => dueMilliseconds >= warmSeconds * 1_000,
  );
  const latencies = sorted(counted.map(({ latencyMilliseconds }) => latencyMilliseconds));
  const lastEnd = counted.reduce(
    (latest, { dueMilliseconds, latencyMilliseconds }) =>
      Math.max(latest, dueMilliseconds + latencyMilliseconds),
    warmSeconds * 1_000,
  );
  return {
    sent: samples.length,
    perSecond: counted.length / Math.max((lastEnd - warmSeconds * 1_000) / 1_000, 1e-9),
    statuses: countStatuses(samples),
    ...percentilesOf(latencies),
  };
};
