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
        if (mark.score === null) return expect(['short_answer', 'cloze']).toContain(item.type);
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

describe('gradeResponse of a corrected item', () => {
  it.each<[string, Partial<ItemDraft>, ItemKey | null, number | null]>([
    ['the new key', { key: 'b', alsoAccepted: ['c'] }, 'b', 1],
    ['an earlier key', { key: 'b', alsoAccepted: ['c'] }, 'c', 1],
    ['neither key', { key: 'b', alsoAccepted: ['c'] }, 'd', 0],
    ['no answer', { key: 'b', alsoAccepted: ['c'] }, null, 0],
    ['no answer when everyone gets the points', { key: 'b', everyoneCorrect: true }, null, 1],
    ['a wrong answer when everyone gets the points', { key: 'b', everyoneCorrect: true }, 'd', 1],
  ])('gradeResponse of a choice with %s', (_, corrected, response, score) => {
    expect(scoreOf({ ...single, ...corrected }, response)).toBe(score);
  });

  it('gradeResponse lets a teacher decide between no points by one key and unknown by another', () => {
    const response = 'a name that holds some value';
    expect(scoreOf(short, response)).toBeNull();
    expect(scoreOf({ ...short, alsoAccepted: ['a box that is not filled'] }, response)).toBeNull();
    expect(scoreOf({ ...short, alsoAccepted: [response] }, response)).toBe(2);
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
    expect(scoreOf(item, 'incrementa')).toBeNull();
    expect(scoreOf(anItem({ key: 'tide', confusable: [] }), 'tida')).toBeNull();
    expect(scoreOf(anItem({ key: '1869', confusable: [] }), '1868')).toBe(0);
  });

  /** The key and the stem of an item, a response, and the score: null waits for the teacher. */
  const cloud = 'A _____ is a thin cloud that stands high above the ground.';
  const none = 'The missing word of this sentence is _____.';
  it.each<[string, string, string, string, number | null]>([
    ['the kind in the stem', 'cirrus', cloud, 'cirrus cloud', 1],
    ['the kind in the stem, plural', 'cirrus', cloud, 'Cirrus clouds', 1],
    ['the kind before the term', 'cirro', 'Un _____ es una nube alta y blanca.', 'nube cirro', 1],
    ['a kind that the stem does not name', 'tributary', none, 'tributary river', null],
    ['the term without its kind', 'cirrus cloud', none, 'cirrus', null],
    ['the kind only', 'cirrus cloud', cloud, 'cloud', 0],
    ['a compound with the kind', 'Zirrus', none, 'Zirruswolke', null],
    ['the first part of a compound', 'Zirruswolke', none, 'Zirrus', null],
    ['the term in a sentence', 'tributary', none, 'I think it is a tributary', null],
    ['the term and another word', 'tributary', none, 'tributary or lake', null],
    ['a denied term', 'Gletscher', none, 'kein Gletscher', 0],
    ['umlauts spelt out', 'Übergang', none, 'Uebergang', 1],
    ['umlauts spelt out, with ss', 'Flußmündung', none, 'flussmuendung', 1],
    ['dots left out', 'Übergang', none, 'Ubergang', 1],
    ['umlauts for a spelt-out key', 'Oel', none, 'Öl', 1],
    ['accents left out', 'évaporation', none, 'evaporation', 1],
    ['a ligature spelt out', 'cœur', none, 'coeur', 1],
    ['a Nordic letter spelt out', 'fjæresø', none, 'fjaeresoe', 1],
    ['spelt-out umlauts and a typing error', 'Überschwemmung', none, 'Ueberschwemung', 1],
    ['an article of the language', 'Verdunstung', none, 'die Verdunstung', 1],
    ['an elided article', 'évaporation', none, "l'évaporation", 1],
    ['a term that looks like an article', 'vitamin A', none, 'vitamin', null],
    ['an Arabic term without its article', 'التكثف', none, 'تكثف', 1],
    ['an Arabic term with vowel marks', 'المناخ', none, 'المُناخ', 1],
    ['two words for one', 'groundwater', none, 'ground water', 1],
    ['a hyphen', 'groundwater', none, 'ground-water', 1],
    ['a typing error in a short term', 'delta', none, 'detla', 1],
    ['a typing error in a very short term', 'dew', none, 'dw', null],
    ['two typing errors in a short term', 'delta', none, 'edlat', null],
    ['three typing errors in a long term', 'condensation', none, 'kondensasjon', null],
    ['the words in another order', 'Gulf Stream', none, 'stream gulf', null],
    ['a Chinese term in the other characters', '蒸發', none, '蒸发', null],
    ['a Chinese term in a sentence', '冰川', none, '這是冰川', null],
    ['another word', 'delta', none, 'estuary', 0],
    ['another Chinese word', '冰川', none, '凝結', 0],
    ['a sign', '+', none, '+', 1],
    ['another sign', '+', none, 'plus', null],
  ])('gradeResponse judges %s', (_, key, stem, response, score) => {
    expect(scoreOf(anItem({ key, stem, confusable: [] }), response)).toBe(score);
  });

  it('gradeResponse never marks a term with its kind wrong because the kind is a term of the book', () => {
    const item = anItem({ key: 'cirrus', stem: none, confusable: ['cloud', 'stratus'] });
    expect(scoreOf(item, 'cirrus cloud')).toBeNull();
    expect(scoreOf(item, 'cirrus or stratus')).toBe(0);
    expect(scoreOf(item, 'cloud')).toBe(0);
  });

  it.each<[string, string, number | null]>([
    ['10⁸', '10⁸', 1],
    ['10⁸', '10^8', 1],
    ['10⁸', '10 ^ 8', 1],
    ['10⁸', '10**8', 1],
    ['10⁸', '10^{8}', 1],
    ['10^8', '10⁸', 1],
    ['10⁸', '100,000,000', 1],
    ['10⁸', '108', 0],
    ['10⁸', '10', 0],
    ['10⁸', '10⁹', 0],
    ['108', '10⁸', 0],
    ['10⁸', '10 to the power of 8', null],
    ['10⁻⁸', '10^-8', 1],
    ['10⁻⁸', '10⁸', 0],
    ['3 × 10⁸', '3x10^8', 1],
    ['3 × 10⁸ m/s', '3 * 10^8 m/s', 1],
    ['3 × 10⁸ m/s', '3e8 m/s', 1],
    ['3 × 10⁸', '3 x 108', 0],
    ['H₂O', 'H2O', 1],
    ['H₂O', 'h_2o', 1],
    ['H₂O', 'H₂O₂', 0],
    ['H₂O', 'HO', 0],
    ['CO₂', 'CO2', 1],
    ['CO₂', 'the CO₂', 1],
    ['m²', 'm^2', 1],
    ['m²', 'm2', null],
    ['Ca²⁺', 'Ca^2+', 1],
    ['Ca²⁺', 'Ca2+', null],
    ['¹⁴C', '14C', null],
    ['1.234,5', '1234.5', null],
    ['1.234,5', '1.235,5', 0],
    ['Windows 95', 'Window 95', 1],
    ['Windows 95', 'Windows 98', 0],
  ])('gradeResponse keeps raised and lowered numbers apart: key %s, response %s', (key, response, score) => {
    expect(scoreOf(anItem({ key, stem: none, confusable: [] }), response)).toBe(score);
  });

  it('gradeResponse compares numbers without thousands separators and with their sign', () => {
    expect(scoreOf(anItem({ key: '1,200' }), '1200')).toBe(1);
    expect(scoreOf(anItem({ key: '-3.5' }), '−3.5')).toBe(1);
    expect(scoreOf(anItem({ key: '-3.5' }), '3.5')).toBe(0);
  });
});

describe('gradeResponse of a short_answer item', () => {
  it.each([
    ['der langsame Übergang von flüssigem Wasser in unsichtbaren Dampf an der Oberfläche von Seen', 'nicht'],
    ['le passage lent de l’eau liquide à l’état de vapeur à la surface de tous les lacs', 'jamais'],
    ['el paso lento del agua líquida al estado de vapor en la superficie de todos los lagos', 'no'],
    ['a passagem lenta da água líquida ao estado de vapor na superfície de todos os lagos', 'não'],
  ])('gradeResponse leaves a short answer to the teacher that denies the key %j', (key, negation) => {
    const item = anItem({ ...short, key });
    expect(scoreOf(item, key)).toBe(2);
    expect(scoreOf(item, key.replace(' ', ` ${negation} `))).toBeNull();
  });

  it('gradeResponse keeps an exponent of a short answer apart from the digits before it', () => {
    const item = anItem({ ...short, key: 'a speed of about 3 × 10⁸ metres in one second of time' });
    expect(scoreOf(item, 'a speed of about 3 x 10^8 metres in one second of time')).toBe(2);
    expect(scoreOf(item, 'a speed of about 3 x 108 metres in one second of time')).toBeNull();
  });

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
