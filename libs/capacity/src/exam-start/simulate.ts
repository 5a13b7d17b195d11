/** A start of many attempts. Rates are per second and times in seconds. */
export type StartModel = {
  readonly arrivals: number;
  /** Pupils open the exam evenly within this time. */
  readonly windowSeconds: number;
  /** Each client waits a random time up to this one before its first request. */
  readonly jitterSeconds: number;
  /** Requests that the system answers in a second. */
  readonly capacityPerSecond: number;
  /** Requests that wait longer than this are refused with 503, so no more than this may wait. */
  readonly maxWaitSeconds: number;
  /** A refused client returns after 1, 2, 4 … seconds, up to this time, and spread over as long again. */
  readonly maxRetrySeconds: number;
};

export type StartOutcome = {
  /** Answers of 503 to first and repeated requests. */
  readonly refusals: number;
  /** From the first arrival until the last attempt has started. */
  readonly lastAnswerSeconds: number;
  /** Waits of the answered requests from their first try. */
  readonly p50Seconds: number;
  readonly p99Seconds: number;
  readonly maxWaiting: number;
  /** Arrivals per second at the busiest moment. */
  readonly peakArrivals: number;
};

/** A step is a tenth of a second, or longer in a start that lasts long. Times are rounded to a step. */
const minStepSeconds = 0.1;
const stepsInLongStart = 4_000;
const maxTries = 7;
const maxSeconds = 86_400;
/**
 * The maximum duration of a start, as a multiple of its work, because refused clients leave capacity
 * unused.
 */
const maxStretch = 20;

/** The arrivals of a step: the sum of two even spreads is a trapezium. */
const arrivalsAt = (
  { arrivals, windowSeconds, jitterSeconds }: StartModel,
  from: number,
  to: number,
): number =>
  arrivals *
  (arrivedShare(windowSeconds, jitterSeconds, to) - arrivedShare(windowSeconds, jitterSeconds, from));

/** The share of the arrivals until a time. */
const arrivedShare = (window: number, jitter: number, at: number): number => {
  const [short, long] = [Math.min(window, jitter), Math.max(window, jitter)];
  const time = Math.min(Math.max(at, 0), short + long);
  if (short === 0) return long === 0 ? 1 : Math.min(time / long, 1);
  const rising = Math.min(time, short);
  const level = Math.min(Math.max(time - short, 0), long - short);
  const falling = Math.max(time - long, 0);
  const area = rising ** 2 / (2 * short) + level + falling - falling ** 2 / (2 * short);
  return area / long;
};

/** Pupils by the step of their first try, and by how often they were refused. */
type Cohort = { readonly firstStep: number; readonly tries: number; count: number };

/** The number of moments within its delay at which a refused cohort returns. */
const returns = 5;
/**
 * The number of cohorts into which refused clients are divided by their first try. More cohorts would cost
 * time.
 */
const cohorts = 12;
/** Fewer pupils than this are none. */
const nearlyNone = 1e-9;

class Run {
  readonly #model: StartModel;
  readonly #stepSeconds: number;
  readonly #cohortSteps: number;
  readonly #queue: Cohort[] = [];
  readonly #later = new Map<number, Map<string, Cohort>>();
  /** Answered requests by their wait in steps. */
  readonly #waits = new Map<number, number>();
  #head = 0;
  #waiting = 0;
  #pending = 0;
  refusals = 0;
  maxWaiting = 0;
  peakArrivals = 0;
  lastStep = 0;

  constructor(model: StartModel, stepSeconds: number) {
    this.#model = model;
    this.#stepSeconds = stepSeconds;
    const arriving = (model.windowSeconds + model.jitterSeconds) / stepSeconds;
    this.#cohortSteps = Math.max(1, Math.ceil(arriving / cohorts));
  }

  get isOver(): boolean {
    return this.#waiting + this.#pending < 0.5;
  }

  step(step: number): void {
    const fresh = arrivalsAt(this.#model, step * this.#stepSeconds, (step + 1) * this.#stepSeconds);
    this.peakArrivals = Math.max(this.peakArrivals, fresh / this.#stepSeconds);
    const back = [...(this.#later.get(step)?.values() ?? [])];
    this.#later.delete(step);
    for (const { count } of back) this.#pending -= count;
    this.#offer([...back, { firstStep: step, tries: 0, count: fresh }], step);
    this.#serve(step);
  }

  #offer(offered: readonly Cohort[], step: number): void {
    const { capacityPerSecond, maxWaitSeconds } = this.#model;
    const room = capacityPerSecond * (maxWaitSeconds + this.#stepSeconds) - this.#waiting;
    const wanted = offered.reduce((sum, { count }) => sum + count, 0);
    const share = wanted === 0 ? 0 : Math.min(1, Math.max(0, room) / wanted);
    for (const each of offered) {
      const admitted = each.count * share;
      if (admitted > nearlyNone) this.#queue.push({ ...each, count: admitted });
      this.#waiting += admitted;
      if (share < 1) this.#refuse({ ...each, count: each.count - admitted }, step);
    }
    this.maxWaiting = Math.max(this.maxWaiting, this.#waiting);
  }

  #refuse({ firstStep: exact, tries, count }: Cohort, step: number): void {
    const firstStep = (Math.floor(exact / this.#cohortSteps) + 0.5) * this.#cohortSteps;
    this.refusals += count;
    this.#pending += count;
    const delay = Math.min(2 ** tries, this.#model.maxRetrySeconds) / this.#stepSeconds;
    const next = Math.min(tries + 1, maxTries);
    for (let place = 1; place <= returns; place += 1) {
      const at = step + Math.max(1, Math.round(delay * (1 + place / returns)));
      const bucket = this.#later.get(at) ?? new Map<string, Cohort>();
      const name = `${firstStep} ${next}`;
      const same = bucket.get(name) ?? { firstStep, tries: next, count: 0 };
      same.count += count / returns;
      bucket.set(name, same);
      this.#later.set(at, bucket);
    }
  }

  #serve(step: number): void {
    let left = this.#model.capacityPerSecond * this.#stepSeconds;
    for (
      let first = this.#queue[this.#head];
      first !== undefined && left > 0;
      first = this.#queue[this.#head]
    ) {
      const served = Math.min(left, first.count);
      left -= served;
      first.count -= served;
      this.#waiting -= served;
      this.lastStep = step + 1;
      const wait = Math.max(1, step + 1 - first.firstStep);
      this.#waits.set(wait, (this.#waits.get(wait) ?? 0) + served);
      if (first.count > nearlyNone) break;
      this.#head += 1;
    }
  }

  percentile(share: number): number {
    const sorted = [...this.#waits].sort(([one], [other]) => one - other);
    let left = share * sorted.reduce((sum, [, count]) => sum + count, 0);
    for (const [steps, count] of sorted) {
      left -= count;
      if (left <= nearlyNone) return steps * this.#stepSeconds;
    }
    return 0;
  }
}

/**
 * Simulates a start in steps: a first-come queue before one server of a fixed rate. Requests beyond the
 * longest wait are refused and return. Counts are shares of pupils, so nothing is random.
 *
 * @throws RangeError when the capacity is not positive, or its work takes longer than a day.
 */
export const simulateStart = (model: StartModel): StartOutcome => {
  if (!(model.capacityPerSecond > 0)) throw new RangeError('the capacity of a start must be positive');
  const arriving = model.windowSeconds + model.jitterSeconds;
  const working = arriving + model.arrivals / model.capacityPerSecond;
  if (working > maxSeconds) throw new RangeError('the start takes longer than a day');
  const stepSeconds = Math.max(minStepSeconds, working / stepsInLongStart);
  const run = new Run(model, stepSeconds);
  const maxSteps = ((working + model.maxRetrySeconds) * maxStretch) / stepSeconds;
  for (let step = 0; step * stepSeconds <= arriving || !run.isOver; step += 1) {
    if (step > maxSteps) throw new RangeError('the start does not end');
    run.step(step);
  }
  return {
    refusals: run.refusals,
    lastAnswerSeconds: run.lastStep * stepSeconds,
    p50Seconds: run.percentile(0.5),
    p99Seconds: run.percentile(0.99),
    maxWaiting: run.maxWaiting,
    peakArrivals: run.peakArrivals,
  };
};
