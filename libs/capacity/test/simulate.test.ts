import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type StartModel, simulateStart } from '../src/exam-start/simulate.ts';

const model: StartModel = {
  arrivals: 6_000,
  windowSeconds: 60,
  jitterSeconds: 0,
  capacityPerSecond: 50,
  maxWaitSeconds: 5,
  maxRetrySeconds: 30,
};

const anyModel: fc.Arbitrary<StartModel> = fc.record({
  arrivals: fc.integer({ min: 100, max: 5_000 }),
  windowSeconds: fc.integer({ min: 1, max: 60 }),
  jitterSeconds: fc.integer({ min: 0, max: 120 }),
  capacityPerSecond: fc.integer({ min: 50, max: 2_000 }),
  maxWaitSeconds: fc.integer({ min: 1, max: 10 }),
  maxRetrySeconds: fc.integer({ min: 1, max: 30 }),
});
const runs = { numRuns: 10 };

describe('the simulation of an exam start', () => {
  it('refuses no request and adds no wait while the capacity exceeds the arrivals', () => {
    const outcome = simulateStart({ ...model, capacityPerSecond: 101 });
    expect(outcome).toMatchObject({ refusals: 0, peakArrivals: expect.closeTo(100, 6) });
    expect(outcome.lastAnswerSeconds).toBeCloseTo(60, 0);
  });

  it('answers all within the time that the work takes, when nothing is refused', () => {
    const outcome = simulateStart({ ...model, maxWaitSeconds: 1_000 });
    expect(outcome.refusals).toBe(0);
    // 6 000 starts at 50 a second; the last pupil came after 60 s.
    expect(outcome.lastAnswerSeconds).toBeCloseTo(120, 0);
    expect(outcome.maxWaiting).toBeCloseTo(6_000 - 60 * 50, -2);
  });

  it('refuses requests that would wait too long, and finally answers every pupil', () => {
    const outcome = simulateStart(model);
    expect(outcome.refusals).toBeGreaterThan(2_000);
    expect(outcome.maxWaiting).toBeLessThanOrEqual(50 * 5.1 + 1e-6);
    expect(outcome.lastAnswerSeconds).toBeGreaterThanOrEqual(119);
    expect(outcome.p99Seconds).toBeGreaterThan(outcome.p50Seconds);
  });

  it('has fewer refusals with jitter: three times the window leaves none', () => {
    const spread = simulateStart({ ...model, jitterSeconds: 180 });
    expect(spread.refusals).toBe(0);
    expect(spread.peakArrivals).toBeCloseTo(6_000 / 180, 6);
  });

  it('gives the same times for a tenth of the pupils with a tenth of the capacity', () => {
    const small = simulateStart({ ...model, arrivals: 600, capacityPerSecond: 5 });
    const large = simulateStart(model);
    expect(small.lastAnswerSeconds / large.lastAnswerSeconds).toBeCloseTo(1, 1);
    expect(small.refusals / large.refusals).toBeCloseTo(0.1, 2);
  });

  it('never answers later, and never refuses more, with twice the capacity', () => {
    fc.assert(
      fc.property(anyModel, (given) => {
        const [slow, fast] = [1, 2].map((factor) =>
          simulateStart({ ...given, capacityPerSecond: given.capacityPerSecond * factor }),
        );
        expect(fast?.refusals).toBeLessThanOrEqual((slow?.refusals ?? 0) + 1);
        // A refused client may return a little later than a waiting one was answered.
        expect(fast?.lastAnswerSeconds).toBeLessThanOrEqual(
          (slow?.lastAnswerSeconds ?? 0) + 2 * given.maxRetrySeconds,
        );
      }),
      runs,
    );
  });

  it('takes no less time than the work at its capacity', () => {
    fc.assert(
      fc.property(anyModel, (given) => {
        const { lastAnswerSeconds } = simulateStart(given);
        expect(lastAnswerSeconds).toBeGreaterThanOrEqual(given.arrivals / given.capacityPerSecond - 0.2);
      }),
      runs,
    );
  });

  it('refuses a capacity of nothing', () => {
    expect(() => simulateStart({ ...model, capacityPerSecond: 0 })).toThrow(RangeError);
  });
});
