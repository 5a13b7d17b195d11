import { joinLine } from '@ai-teacher/language/hyphenation.ts';
import { endsSentence, quotableSentencesOf, sentenceSpansOf } from '@ai-teacher/language/sentences.ts';
import { describe, expect, it } from '@jest/globals';

const textsOf = (text: string) => sentenceSpansOf(text).map(({ start, end }) => text.slice(start, end));

describe('sentenceSpansOf', () => {
  it.each([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['See Fig. 3 and Dr. Mendel. Then go on.', ['See Fig. 3 and Dr. Mendel.', 'Then go on.']],
    [
      'Am 7. Februar 2007 endete der 2. Teil im frühen 19. Jahrhundert. Danach kam nichts.',
      ['Am 7. Februar 2007 endete der 2. Teil im frühen 19. Jahrhundert.', 'Danach kam nichts.'],
    ],
    ['Es waren genau 11. Danach kam nichts.', ['Es waren genau 11.', 'Danach kam nichts.']],
    ['I am 12. May I go?', ['I am 12.', 'May I go?']],
    ['Das kostet 30 Mio. Euro. Mehr nicht.', ['Das kostet 30 Mio. Euro.', 'Mehr nicht.']],
    [
      'In Brown v. Board it won (c. 1955). Then it rested.',
      ['In Brown v. Board it won (c. 1955).', 'Then it rested.'],
    ],
    ['जॉन सी. मेसेंजर आए। वे रुके।', ['जॉन सी. मेसेंजर आए।', 'वे रुके।']],
    ['G. Mendel crossed peas.', ['G. Mendel crossed peas.']],
    ['कोशिका छोटी है। वह जीवित है।', ['कोशिका छोटी है।', 'वह जीवित है।']],
    ['细胞很小。它是活的。', ['细胞很小。', '它是活的。']],
    ['A heading\n\nIts text goes on.', ['A heading', 'Its text goes on.']],
    ['x = 1\ny = 2', ['x = 1', 'y = 2']],
    ['»Die Erde ist groß.« »Ja.« Er ging.', ['»Die Erde ist groß.«', '»Ja.«', 'Er ging.']],
    ['Il dit : « Pars ! » Elle part.', ['Il dit : « Pars ! »', 'Elle part.']],
    ['   \n ', []],
  ])('sentenceSpansOf splits %j into its sentences', (text, sentences) => {
    expect(textsOf(text)).toEqual(sentences);
  });
});

/** Two sentences in scripts whose full stops differ from those of Latin. */
const ofScripts: readonly (readonly [script: string, first: string, second: string])[] = [
  ['Burmese', 'မြေကြီးသည် ကျယ်ဝန်း၏။', 'ရေသည် စိုစွတ်၏။'],
  ['Burmese with two marks', 'မြေကြီးသည် ကျယ်ဝန်း၏။ ။', 'ရေသည် စိုစွတ်၏။ ။'],
  ['Tibetan', 'ས་འདི་ཡངས་པོ་ཡིན།', 'ཆུ་འདི་གྲང་མོ་ཡིན།'],
  ['Tibetan with two marks', 'ས་འདི་ཡངས་པོ་ཡིན།།', 'ཆུ་འདི་གྲང་མོ་ཡིན༎'],
  ['Khmer', 'ដីធំណាស់។', 'ទឹកត្រជាក់៕'],
  ['Chinese in corner brackets', '他说「土地很大。」', '水很冷。'],
  ['Chinese in brackets', '（土地很大。）', '（水很冷！）'],
  ['Chinese in quotation marks', '他说“土地很大。”', '他问‘水冷吗？’'],
  ['Hindi', 'पृथ्वी बड़ी है।', 'जल ठंडा है॥'],
  ['Urdu', 'زمین بڑی ہے۔', 'پانی ٹھنڈا ہے۔'],
  ['Arabic', 'هل الماء بارد؟', 'نعم هو بارد.'],
  ['Amharic', 'ምድር ትልቅ ናት።', 'ውሃ ቀዝቃዛ ነው፧'],
  ['Armenian', 'Երկիրը մեծ է։', 'Ջուրը սառն է։'],
  ['French in guillemets', '« La terre est grande. »', 'L’eau est froide.'],
];

describe('the end of a sentence', () => {
  it.each(ofScripts)('endsSentence recognises it in %s, for every use', (_script, first, second) => {
    for (const use of ['page', 'line', 'quote', 'prose'] as const)
      expect([first, second].map((text) => endsSentence(text, use))).toEqual([true, true]);
    expect(endsSentence(first.slice(0, 4), 'line')).toBe(false);
  });

  it.each(ofScripts)('divides two sentences in %s for chunks and for quotes', (_script, first, second) => {
    expect(textsOf(`${first} ${second}`)).toEqual([first, second]);
    expect(quotableSentencesOf(`${first} ${second}`).map(({ text }) => text)).toEqual([first, second]);
  });

  it('may stand before a blank and a guillemet, as in French', () => {
    expect(endsSentence('Il dit : « Pars. »', 'line')).toBe(true);
    expect(endsSentence('Il dit : « Pars »', 'line')).toBe(false);
  });

  it('is a colon or a semicolon for a line and not for prose, and an ellipsis for a page alone', () => {
    expect(['a:', 'a；', 'ا؛'].map((text) => endsSentence(text, 'line'))).toEqual([true, true, true]);
    expect(['a:', 'a；', 'ا؛'].map((text) => endsSentence(text, 'prose'))).toEqual([false, false, false]);
    expect((['page', 'line', 'prose'] as const).map((use) => endsSentence('a…', use))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('joined lines', () => {
  const nothing = new Set<string>();

  it('become whole words at the end of a long text', () => {
    const text = 'Cells are small. '.repeat(100);
    expect(joinLine(`${text}Their mem-`, 'brane is thin.', nothing)).toBe(`${text}Their membrane is thin.`);
    expect(joinLine(`${text}Their mem-`, 'brane is thin.', new Set(['mem-brane']))).toMatch(/mem-brane is/);
    expect(joinLine('細胞は'.repeat(100), '小さい', nothing)).toMatch(/細胞は小さい$/);
    expect(joinLine(text, '小さい', nothing)).toMatch(/small\. {2}小さい$/);
    expect(joinLine('他说“水很冷。”', '“土地”', nothing)).toBe('他说“水很冷。”“土地”');
    expect(joinLine('他说“ice”', '“土地”', nothing)).toBe('他说“ice” “土地”');
  });

  it('take work in proportion to their number', () => {
    const before = process.cpuUsage().user;
    let text = '';
    for (let lines = 0; lines < 6_000; lines += 1)
      text = joinLine(text, 'A line of about forty letters, made of words', nothing);
    // Usually 0.15 s of the processor; a search of the whole text for each line took 13 s.
    expect(process.cpuUsage().user - before).toBeLessThan(4_000_000);
  });
});
