import { describe, expect, it } from '@jest/globals';
import {
  itemStatistics,
  type MarkedAttempt,
  minDiscriminationAttempts,
  scoreDistribution,
} from '../../client/src/pages/results/statistics.ts';

/** An attempt at items `a`, `b`, … with one point each. */
const attemptWith = (...scores: readonly (number | null)[]): MarkedAttempt => ({
  score: scores.reduce<number>((sum, score) => sum + (score ?? 0), 0),
  maxScore: scores.length,
  items: scores.map((score, index) => ({ itemId: 'abcdef'[index] ?? '', score, maxScore: 1 })),
});
const repeated = (times: number, ...scores: readonly (number | null)[]): readonly MarkedAttempt[] =>
  Array.from({ length: times }, () => attemptWith(...scores));

describe('statistics of the results', () => {
  it('The difficulty is the mean share of the points, and leaves out unmarked answers', () => {
    const [a, b] = itemStatistics(['a', 'b'], [attemptWith(1, null), attemptWith(0, 0.5), attemptWith(0, 1)]);
    expect(a).toMatchObject({ difficulty: 1 / 3, answers: 3 });
    expect(b).toMatchObject({ difficulty: 0.75, answers: 2 });
    expect(itemStatistics(['c'], [])).toMatchObject([{ difficulty: null, answers: 0, discrimination: null }]);
  });

  it('The discrimination correlates an item with the points of all other items', () => {
    // `a` agrees with `b` and `c`; `d` is reversed, as with a wrong key.
    const attempts = [...repeated(12, 1, 1, 1, 0), ...repeated(12, 0, 0, 0, 1)];
    const [a, , , d] = itemStatistics(['a', 'b', 'c', 'd'], attempts);
    expect(a?.discrimination).toBeCloseTo(1, 10);
    expect(d?.discrimination).toBeCloseTo(-1, 10);
    // By hand: shares 0.5, covariance 0.05, deviations 0.5 and 0.5, so 0.2.
    const mixed = [...repeated(6, 1, 1), ...repeated(4, 1, 0), ...repeated(4, 0, 1), ...repeated(6, 0, 0)];
    expect(itemStatistics(['a', 'b'], mixed)[0]?.discrimination).toBeCloseTo(0.2, 10);
  });

  it('The discrimination is null for few attempts, for unmarked answers, and without variance', () => {
    const few = repeated(minDiscriminationAttempts - 1, 1, 1);
    expect(itemStatistics(['a'], few)[0]).toMatchObject({ discrimination: null, attempts: few.length });
    expect(itemStatistics(['a'], [...few, attemptWith(1, null)])[0]?.attempts).toBe(few.length);
    expect(itemStatistics(['a'], repeated(30, 1, 1))[0]?.discrimination).toBeNull();
  });

  it('The distribution counts each score once, and a full score in the last tenth', () => {
    const classes = scoreDistribution([attemptWith(1, 1), attemptWith(1, 0), attemptWith(0, 0)]);
    expect(classes.map(({ attempts }) => attempts)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(classes[9]).toMatchObject({ from: 0.9, until: 1 });
    expect(
      scoreDistribution([{ score: null, maxScore: 1, items: [] }]).every(({ attempts }) => attempts === 0),
    ).toBe(true);
  });
});
