import { describe, expect, it } from '@jest/globals';
import { decideMark } from '../../../src/domain/model-marking/decide-mark.ts';
import type { ModelVerdict } from '../../../src/domain/model-marking/ports.ts';
import { criteriaOf } from '../../../src/domain/model-marking/rubric.ts';

const agreeing = { likelyShare: 1, mayBeRight: true };
const opposed = { likelyShare: 0, mayBeRight: false };
const verdict = (scores: readonly (0 | 0.5 | 1)[], confidence = 0.95): ModelVerdict => ({
  criteria: scores.map((score) => ({ score, evidence: score === 0 ? '' : 'words' })),
  confidence,
});
const decide = (given: ModelVerdict, opinion: { likelyShare: number | null; mayBeRight: boolean }) =>
  decideMark(given, opinion, { minConfidence: 0.9 });

describe('decideMark', () => {
  it('decideMark gives all points when every criterion is met and both graders agree', () => {
    expect(decide(verdict([1, 1]), agreeing)).toEqual({ share: 1 });
  });

  it('decideMark gives no point when no criterion is met and both graders agree', () => {
    expect(decide(verdict([0, 0]), opposed)).toEqual({ share: 0 });
  });

  it.each([
    ['an answer that meets some criteria', verdict([1, 0]), agreeing, 'partly-right'],
    ['an answer that meets a criterion in part', verdict([1, 0.5]), agreeing, 'partly-right'],
    ['a judgement of low confidence', verdict([1], 0.89), agreeing, 'low-confidence'],
    ['a right verdict that the trained grader opposes', verdict([1]), opposed, 'graders-disagree'],
    ['a wrong verdict that the trained grader opposes', verdict([0]), agreeing, 'graders-disagree'],
    [
      'a part of the points by equal answers',
      verdict([1]),
      { likelyShare: 0.5, mayBeRight: true },
      'graders-disagree',
    ],
    [
      'an item that the trained grader cannot read',
      verdict([1]),
      { likelyShare: null, mayBeRight: false },
      'no-second-opinion',
    ],
    [
      'an answer that speaks to its marker',
      verdict([1]),
      { likelyShare: 1, mayBeRight: false },
      'needs-a-look',
    ],
    [
      'a right verdict without evidence',
      { criteria: [{ score: 1, evidence: ' ' }], confidence: 1 } as const,
      agreeing,
      'evidence-missing',
    ],
  ])('decideMark leaves %s to the teacher', (_, given, opinion, referral) => {
    expect(decide(given, opinion)).toEqual({ referral });
  });
});

describe('criteriaOf', () => {
  it.each([
    ['a fan of sediment that builds up', ['a fan of sediment that builds up']],
    [
      'The air cools as it rises; the vapour turns into drops.',
      ['The air cools as it rises', 'the vapour turns into drops.'],
    ],
    [
      'Ice is less dense than water. It floats on the water.',
      ['Ice is less dense than water.', 'It floats on the water.'],
    ],
    [
      'The moon pulls the ocean, and the water rises on both sides',
      ['The moon pulls the ocean', 'the water rises on both sides'],
    ],
    ['बर्फ़ पानी से हल्की होती है। वह पानी पर तैरती है।', ['बर्फ़ पानी से हल्की होती है।', 'वह पानी पर तैरती है।']],
    ['冰比水轻。它浮在水面上。', ['冰比水轻。', '它浮在水面上。']],
    ['salt, sugar, and flour', ['salt, sugar; flour']],
    ['', ['']],
  ])('the key “%s” has one criterion for each of its parts', (key, criteria) => {
    expect(criteriaOf(key)).toEqual(criteria);
  });

  it('a key with many parts has at most five criteria, and none of its parts is lost', () => {
    const parts = Array.from({ length: 8 }, (_, at) => `river number ${at} flows north`);
    const criteria = criteriaOf(parts.join('; '));
    expect(criteria).toHaveLength(5);
    for (const part of parts) expect(criteria.join(' ')).toContain(part);
  });
});
