import { describe, expect, it } from '@jest/globals';
import { groupAlike } from '../../../src/domain/grading/short-answer/group-alike.ts';

const groupsOf = (texts: readonly string[]) => groupAlike(texts, (text) => text);

describe('groupAlike', () => {
  it('puts the same words and near ones in one group, the largest group first', () => {
    const [one, same, near] = [
      'ice is less dense than water',
      'Ice is LESS dense than water!',
      'ice is less dense than the water',
    ];
    expect(groupsOf(['a cold day', one, same, near].map(String))).toEqual([
      [one, same, near],
      ['a cold day'],
    ]);
  });

  it.each([
    ['a negation', 'ice is less dense than water', 'ice is not less dense than water'],
    ['another number', 'it boils at 100 degrees', 'it boils at 90 degrees'],
    [
      'the opposite order',
      'air moves from high pressure to low pressure',
      'air moves from low pressure to high pressure',
    ],
  ])('separates answers that differ in %s', (_, one, other) => {
    expect(groupsOf([one, other])).toEqual([[one], [other]]);
  });
});
