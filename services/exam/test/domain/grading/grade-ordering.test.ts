import { describe, expect, it } from '@jest/globals';
import { gradeResponse } from '../../../src/domain/grading/grade-response.ts';
import { anItem } from '../../builders.ts';

const options = ['a', 'b', 'c', 'd'].map((optionId) => ({ optionId, text: `step ${optionId}` }));
const item = anItem({
  type: 'ordering',
  stem: 'Put these steps in order.',
  options,
  key: ['c', 'a', 'd', 'b'],
  points: 6,
});
const scoreOf = (response: string, given = item) => gradeResponse(given, [...response]).score;

describe('gradeResponse of an ordering item', () => {
  it.each([
    ['cadb', 6],
    ['acdb', 4],
    ['cdab', 4],
    ['cdba', 2],
    ['bcad', 0],
    ['bdac', 0],
    ['acbd', 2],
  ])(
    'gradeResponse gives the order %s %d of 6 points by the pairs in order minus the others',
    (order, score) => {
      expect(scoreOf(order)).toBe(score);
    },
  );

  it('gradeResponse gives a random order less than a fifth of the points on average', () => {
    const orders = permutationsOf(['a', 'b', 'c', 'd']);
    expect(orders).toHaveLength(24);
    const scores = orders.map((order) => scoreOf(order.join('')) ?? Number.NaN);
    expect(scores.every((score) => [0, 2, 4, 6].includes(score))).toBe(true);
    expect(scores.reduce((sum, score) => sum + score, 0) / (24 * 6)).toBeCloseTo(0.194, 3);
  });

  it('gradeResponse gives all points or none where the item says so', () => {
    const strict = { ...item, scoring: 'all_or_nothing' as const };
    expect(scoreOf('cadb', strict)).toBe(6);
    expect(scoreOf('acdb', strict)).toBe(0);
  });

  it('gradeResponse names the pairs in the correct order', () => {
    expect(gradeResponse(item, [...'acdb']).feedback).toContain('Pairs in the correct order: 5 of 6.');
  });

  it('gradeResponse gives 0 points for another shape, and accepts an earlier key', () => {
    for (const response of ['cad', 'caad', 'cadbx', '']) expect(scoreOf(response)).toBe(0);
    expect(gradeResponse(item, 'cadb').score).toBe(0);
    expect(scoreOf('bdac', { ...item, alsoAccepted: [[...'bdac']] })).toBe(6);
  });
});

const permutationsOf = (ids: readonly string[]): string[][] =>
  ids.length === 0
    ? [[]]
    : ids.flatMap((id) => permutationsOf(ids.filter((other) => other !== id)).map((rest) => [id, ...rest]));
