import { isLeak, type Sample, slopeOf } from '@ai-teacher/drill/soak/slope.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const threshold = { per100000: 20, least: 5 };

/** Megabytes of a process that fills its caches and collects garbage: a saw of 30 MB. */
const recorded = (leak: number, count = 60): Sample[] =>
  Array.from({ length: count }, (_, index) => ({
    requests: index * 1_000,
    value: 150 + Math.min(index, 12) * 6 + ((index * 7) % 11) * 3 + (leak * index) / 100,
  }));

describe('the slope of a soak', () => {
  it('is no leak when memory grows during the warm-up and then goes up and down', () => {
    const slope = slopeOf(recorded(0));
    expect(Math.abs(slope.per100000)).toBeLessThan(threshold.per100000);
    expect(isLeak(slope, threshold)).toBe(false);
  });

  it('finds an artificial leak of 100 MB in 100 000 requests below the saw of the garbage', () => {
    const slope = slopeOf(recorded(100));
    expect(slope.per100000).toBeGreaterThan(70);
    expect(slope.per100000).toBeLessThan(130);
    expect(isLeak(slope, threshold)).toBe(true);
  });

  it('is no leak when a short run grows by less than the noise, however steep that is for 100 000 requests', () => {
    const short = Array.from({ length: 60 }, (_, index) => ({
      requests: index * 100,
      value: 150 + index / 20,
    }));
    expect(slopeOf(short).per100000).toBeGreaterThan(threshold.per100000);
    expect(isLeak(slopeOf(short), threshold)).toBe(false);
    const long = short.map(({ requests, value }) => ({
      requests: requests * 10,
      value: 150 + (value - 150) * 10,
    }));
    expect(isLeak(slopeOf(long), threshold)).toBe(true);
  });

  it('ignores single peaks', () => {
    const peaks = recorded(0).map((sample, index) =>
      index % 20 === 19 ? { ...sample, value: sample.value + 400 } : sample,
    );
    expect(isLeak(slopeOf(peaks), threshold)).toBe(false);
  });

  it('is the slope of the line when all samples lie on a straight line', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 0, max: 500 }), (rise, start) => {
        const line = Array.from({ length: 30 }, (_, index) => ({
          requests: index * 1_000,
          value: start + (rise * index) / 100,
        }));
        expect(slopeOf(line).per100000).toBeCloseTo(rise, 6);
      }),
    );
  });

  it('refuses a run that is too short for a statement', () => {
    expect(() => slopeOf(recorded(0, 9))).toThrow('too few');
  });
});
