import { describe, expect, it } from '@jest/globals';
import { gradeResponse } from '../../../src/domain/grading/grade-response.ts';
import type { ItemKey } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { anItem } from '../../builders.ts';

const item = anItem({
  type: 'matching',
  stem: 'Match each term with its meaning.',
  prompts: ['1', '2', '3'].map((promptId) => ({ promptId, text: `term ${promptId}` })),
  options: ['a', 'b', 'c', 'd'].map((optionId) => ({ optionId, text: `meaning ${optionId}` })),
  key: { 1: 'c', 2: 'a', 3: 'd' },
  points: 6,
});
const scoreOf = (response: ItemKey, given = item) => gradeResponse(given, response).score;

describe('gradeResponse of a matching item', () => {
  it.each<[string, Record<string, string>, number]>([
    ['all matches', { 1: 'c', 2: 'a', 3: 'd' }, 6],
    ['all matches in another order', { 3: 'd', 1: 'c', 2: 'a' }, 6],
    ['two correct matches', { 1: 'c', 2: 'a', 3: 'b' }, 4],
    ['one correct match alone', { 2: 'a' }, 2],
    ['one option for all prompts', { 1: 'a', 2: 'a', 3: 'a' }, 2],
    ['incorrect matches', { 1: 'a', 2: 'c', 3: 'b' }, 0],
    ['no match', {}, 0],
    ['unknown prompts', { 9: 'a' }, 0],
  ])('gradeResponse gives %s the share of correct matches', (_, response, score) => {
    expect(scoreOf(response)).toBe(score);
  });

  it('gradeResponse gives all points or none where the item says so', () => {
    const strict = { ...item, scoring: 'all_or_nothing' as const };
    expect(scoreOf({ 1: 'c', 2: 'a', 3: 'd' }, strict)).toBe(6);
    expect(scoreOf({ 1: 'c', 2: 'a' }, strict)).toBe(0);
  });

  it('gradeResponse names the number of correct matches and gives other shapes 0 points', () => {
    expect(gradeResponse(item, { 1: 'c' }).feedback).toContain('Correct matches: 1 of 3.');
    for (const response of ['c', true, ['c', 'a', 'd']]) expect(scoreOf(response)).toBe(0);
  });

  it('gradeResponse accepts an earlier key after a correction', () => {
    expect(scoreOf({ 1: 'a', 2: 'c', 3: 'd' }, { ...item, alsoAccepted: [{ 1: 'a', 2: 'c', 3: 'd' }] })).toBe(
      6,
    );
  });
});
