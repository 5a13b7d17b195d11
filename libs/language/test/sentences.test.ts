import { joinLine } from '@ai-teacher/language/hyphenation.ts';
import { sentenceSpansOf } from '@ai-teacher/language/sentences.ts';
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
    ['   \n ', []],
  ])('sentenceSpansOf splits %j into its sentences', (text, sentences) => {
    expect(textsOf(text)).toEqual(sentences);
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
