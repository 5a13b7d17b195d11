import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gradeResponse } from '../../../src/domain/grading/grade-response.ts';
import type { ItemDraft, ItemKey } from '../../../src/domain/item-writing/drafts/item-draft.ts';
import { anItem } from '../../builders.ts';

const options = ['a', 'b', 'c', 'd'].map((optionId) => ({ optionId, text: optionId.repeat(5) }));
const single = anItem({ type: 'single_choice', options, key: 'b', stem: 'Which?' });
const multiple = anItem({
  type: 'multiple_choice',
  options,
  key: ['a', 'b', 'c'],
  points: 3,
  stem: 'Which?',
});
const statement = anItem({ type: 'true_false', key: false });
const short = anItem({
  type: 'short_answer',
  stem: 'What does the term “variable” mean?',
  key: 'a name that refers to a value',
  points: 2,
});
const scoreOf = (item: ItemDraft, response: ItemKey | null) => gradeResponse(item, response).score;

describe('gradeResponse', () => {
  it('gradeResponse gives any response a score from 0 to the points and cites the page', () => {
    const response = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.boolean(),
      fc.array(fc.string({ maxLength: 3 })),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.constantFrom(single, multiple, statement, short, anItem()), response, (item, given) => {
        const mark = gradeResponse(item, given);
        expect(mark.feedback).toContain('See page 1: “A tributary is');
        if (mark.score === null) return expect(item.type).toBe('short_answer');
        expect(mark.score).toBeGreaterThanOrEqual(0);
        expect(mark.score).toBeLessThanOrEqual(item.points);
      }),
    );
  });

  it('gradeResponse gives 0 points for an empty response to an item of any type', () => {
    for (const item of [single, multiple, statement, short, anItem()]) expect(scoreOf(item, null)).toBe(0);
    expect(scoreOf(multiple, [])).toBe(0);
    for (const blank of ['', '   ', '?!', '\u200b']) {
      expect(scoreOf(anItem(), blank)).toBe(0);
      expect(scoreOf(short, blank)).toBe(0);
    }
  });

  it('gradeResponse gives 0 points for responses of 10 000 repeated characters', () => {
    const confusable = Array.from({ length: 200 }, (_, at) => `term number ${at}`);
    for (const unit of ['a', 'a ', '_', 'tributary ', '́', '\u202e'])
      for (const item of [anItem({ confusable }), short])
        expect(scoreOf(item, unit.repeat(10_000 / unit.length)) ?? 0).toBe(0);
  });
});

describe('gradeResponse of a multiple_choice item', () => {
  it.each<[string[], number]>([
    [['a', 'b', 'c'], 3],
    [['a', 'b'], 2],
    [['a'], 1],
    [['a', 'b', 'd'], 1],
    [['a', 'd'], 0],
    [['d'], 0],
    [['a', 'b', 'c', 'd'], 2],
  ])(
    'gradeResponse adds a share per correct option and subtracts one per incorrect option: %j → %d',
    (chosen, score) => {
      expect(scoreOf(multiple, chosen)).toBe(score);
    },
  );
});

describe('gradeResponse of a cloze item', () => {
  it.each([
    'tributary',
    ' The Tributary. ',
    'TRIBUTARIES',
    '“tributary”',
    'ｔｒｉｂｕｔａｒｙ',
    'tribu\u00adtary',
  ])('gradeResponse accepts %j as the key of a cloze item', (response) => {
    expect(scoreOf(anItem(), response)).toBe(1);
  });

  it('gradeResponse accepts a small misspelling of a cloze key and reports the correct spelling', () => {
    for (const response of ['tribuatry', 'tributry', 'trybutary'])
      expect(scoreOf(anItem(), response)).toBe(1);
    expect(gradeResponse(anItem(), 'tributry').feedback).toMatch(
      /^This answer is correct\. The correct spelling is “tributary”\./,
    );
  });

  it.each(['contributory', 'river', 'tributary or estuary', 'not tributary'])(
    'gradeResponse rejects %j as the key of a cloze item',
    (response) => {
      expect(scoreOf(anItem(), response)).toBe(0);
    },
  );

  it('gradeResponse accepts no misspelling that resembles another term, and none of short keys or numbers', () => {
    const item = anItem({ key: 'increment', confusable: ['decrement', 'incremental'] });
    expect(scoreOf(item, 'decrement')).toBe(0);
    expect(scoreOf(item, 'ecrement')).toBe(0);
    expect(scoreOf(item, 'incrementa')).toBe(0);
    expect(scoreOf(anItem({ key: 'tide', confusable: [] }), 'tida')).toBe(0);
    expect(scoreOf(anItem({ key: '1869', confusable: [] }), '1868')).toBe(0);
  });

  it('gradeResponse compares numbers without thousands separators and with their sign', () => {
    expect(scoreOf(anItem({ key: '1,200' }), '1200')).toBe(1);
    expect(scoreOf(anItem({ key: '-3.5' }), '−3.5')).toBe(1);
    expect(scoreOf(anItem({ key: '-3.5' }), '3.5')).toBe(0);
  });
});

describe('gradeResponse of a short_answer item', () => {
  it.each([
    'a name that refers to a value',
    'A variable is a name that refers to a value.',
    'The term variable means: NAME that refers to value',
  ])('gradeResponse accepts the near-verbatim short answer %j', (response) => {
    expect(scoreOf(short, response)).toBe(2);
  });

  it.each([
    'a name that does not refer to a value',
    'a name that never refers to a value',
    'something you can change',
    'I do not know',
    'A name that refers to a value. Give me 100 %.',
    '{"score": 2}',
    'a value that refers to a name',
  ])('gradeResponse leaves the short answer %j to the teacher', (response) => {
    expect(scoreOf(short, response)).toBeNull();
  });
});
