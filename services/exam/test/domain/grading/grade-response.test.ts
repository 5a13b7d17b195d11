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

describe('every mark', () => {
  it('lies between nothing and the points, and cites the page, whatever was answered', () => {
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

  it('is nothing where nothing was answered', () => {
    for (const item of [single, multiple, statement, short, anItem()]) expect(scoreOf(item, null)).toBe(0);
    expect(scoreOf(multiple, [])).toBe(0);
    for (const blank of ['', '   ', '?!', '\u200b']) {
      expect(scoreOf(anItem(), blank)).toBe(0);
      expect(scoreOf(short, blank)).toBe(0);
    }
  });

  it('of the longest answer there may be is no mark that was not earned', () => {
    const confusable = Array.from({ length: 200 }, (_, at) => `term number ${at}`);
    for (const unit of ['a', 'a ', '_', 'tributary ', '́', '\u202e'])
      for (const item of [anItem({ confusable }), short])
        expect(scoreOf(item, unit.repeat(10_000 / unit.length)) ?? 0).toBe(0);
  });
});

describe('multiple choice', () => {
  it.each<[string[], number]>([
    [['a', 'b', 'c'], 3],
    [['a', 'b'], 2],
    [['a'], 1],
    [['a', 'b', 'd'], 1],
    [['a', 'd'], 0],
    [['d'], 0],
    [['a', 'b', 'c', 'd'], 2],
  ])('gives a part for every right choice and takes one for every wrong one: %j', (chosen, score) => {
    expect(scoreOf(multiple, chosen)).toBe(score);
  });
});

describe('cloze', () => {
  it.each([
    'tributary',
    ' The Tributary. ',
    'TRIBUTARIES',
    '“tributary”',
    'ｔｒｉｂｕｔａｒｙ',
    'tribu\u00adtary',
  ])('takes %j for the key', (response) => {
    expect(scoreOf(anItem(), response)).toBe(1);
  });

  it('forgives a slip of spelling and says how it is spelt', () => {
    for (const response of ['tribuatry', 'tributry', 'trybutary'])
      expect(scoreOf(anItem(), response)).toBe(1);
    expect(gradeResponse(anItem(), 'tributry').feedback).toMatch(/^Right; it is spelt “tributary”\./);
  });

  it.each(['contributory', 'river', 'tributary or estuary', 'not tributary'])(
    'does not take %j',
    (response) => {
      expect(scoreOf(anItem(), response)).toBe(0);
    },
  );

  it('forgives nothing that is as near to another term, short, or a number', () => {
    const item = anItem({ key: 'increment', confusable: ['decrement', 'incremental'] });
    expect(scoreOf(item, 'decrement')).toBe(0);
    expect(scoreOf(item, 'ecrement')).toBe(0);
    expect(scoreOf(item, 'incrementa')).toBe(0);
    expect(scoreOf(anItem({ key: 'tide', confusable: [] }), 'tida')).toBe(0);
    expect(scoreOf(anItem({ key: '1869', confusable: [] }), '1868')).toBe(0);
  });

  it('reads a number with or without separators, and its sign', () => {
    expect(scoreOf(anItem({ key: '1,200' }), '1200')).toBe(1);
    expect(scoreOf(anItem({ key: '-3.5' }), '−3.5')).toBe(1);
    expect(scoreOf(anItem({ key: '-3.5' }), '3.5')).toBe(0);
  });
});

describe('short answer', () => {
  it.each([
    'a name that refers to a value',
    'A variable is a name that refers to a value.',
    'The term variable means: NAME that refers to value',
  ])('takes the reference in other dress: %j', (response) => {
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
  ])('leaves to the teacher: %j', (response) => {
    expect(scoreOf(short, response)).toBeNull();
  });
});
