import { setTimeout as pause } from 'node:timers/promises';

/** Requests that the shipped limit admits per user and clock minute (envoy/ratelimit/config.yaml). */
export const requestsPerMinute = 100;
/**
 * Questions of a user in a clock minute. chat admits 20 in any 60 seconds, which may lie in two clock
 * minutes.
 */
export const questionsPerMinute = 10;
const minute = 60_000;

/**
 * Counts the readers' requests per clock minute, as the gateway's limit does. When a round does not fit, it
 * waits for the next minute. So the limits stay as shipped and refuse no measured request.
 */
export class LimitBudget {
  readonly #readers: number;
  readonly #perMinute: number;
  readonly #clock: () => number;
  readonly #spent = new Map<number, number>();

  constructor(readers: number, perMinute = requestsPerMinute, clock: () => number = Date.now) {
    this.#readers = readers;
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /**
   * Milliseconds to wait before `requests` may begin, all of them sent within `seconds`. A round that extends
   * into the next minute counts in both.
   *
   * @throws Error when the requests exceed the limit of a minute.
   */
  waitFor(requests: number, seconds: number): number {
    const each = this.#shareOf(requests);
    if (each > this.#perMinute)
      throw new Error(
        `${requests} requests are ${each} for each of ${this.#readers} readers: give more readers`,
      );
    const now = this.#clock();
    const fits = this.#minutesOf(seconds).every(
      (index) => (this.#spent.get(index) ?? 0) + each <= this.#perMinute,
    );
    return fits ? 0 : minute - (now % minute);
  }

  /**
   * Waits until a round fits and reserves it.
   *
   * @returns a function that records the real number of requests, which may be smaller.
   */
  async take(
    requests: number,
    seconds: number,
    onWait: (milliseconds: number) => void,
  ): Promise<(sent: number) => void> {
    for (let wait = this.waitFor(requests, seconds); wait > 0; wait = this.waitFor(requests, seconds)) {
      onWait(wait);
      await pause(wait);
    }
    const minutes = this.#minutesOf(seconds);
    const expected = this.#shareOf(requests);
    this.#enter(minutes, expected);
    return (sent) => this.#enter(minutes, this.#shareOf(sent) - expected);
  }

  #enter(minutes: readonly number[], each: number): void {
    for (const index of minutes) this.#spent.set(index, (this.#spent.get(index) ?? 0) + each);
  }

  /** The list of targets restarts with each round, so the first readers get the remainder. */
  #shareOf(requests: number): number {
    return Math.ceil(requests / this.#readers);
  }

  #minutesOf(seconds: number): number[] {
    const now = this.#clock();
    const first = Math.floor(now / minute);
    const last = Math.floor((now + seconds * 1_000) / minute);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }
}
