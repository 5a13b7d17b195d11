import { setTimeout as pause } from 'node:timers/promises';

/** What the shipped limit lets one person read in a minute of the clock (envoy/ratelimit/edge.yaml). */
export const readsPerMinute = 100;
const minute = 60_000;

/**
 * Counts what the readers have read in each minute of the clock, as the gateway's limit does, and waits for
 * the next minute when a round would not fit: the limits stay as they are, and no measured request meets one.
 */
export class LimitBudget {
  readonly #readers: number;
  readonly #clock: () => number;
  readonly #spent = new Map<number, number>();

  constructor(readers: number, clock: () => number = Date.now) {
    this.#readers = readers;
    this.#clock = clock;
  }

  /**
   * Milliseconds to wait before `requests` (all of them sent within `seconds`) may begin; 0: now. A round
   * that runs into the next minute is counted in both.
   *
   * @throws Error when they are too many for any minute.
   */
  waitFor(requests: number, seconds: number): number {
    const each = this.#shareOf(requests);
    if (each > readsPerMinute)
      throw new Error(
        `${requests} requests are ${each} for each of ${this.#readers} readers: give more readers`,
      );
    const now = this.#clock();
    const fits = this.#minutesOf(seconds).every(
      (index) => (this.#spent.get(index) ?? 0) + each <= readsPerMinute,
    );
    return fits ? 0 : minute - (now % minute);
  }

  /**
   * Waits until a round fits, and enters it.
   *
   * @returns what enters how many requests it came to in truth; they may be fewer.
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

  /** The list of targets starts anew with each round, so the first readers have the odd request. */
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
