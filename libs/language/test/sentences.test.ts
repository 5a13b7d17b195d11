import { sentenceSpansOf } from '@ai-teacher/language/sentences.ts';
import { describe, expect, it } from '@jest/globals';

const textsOf = (text: string) => sentenceSpansOf(text).map(({ start, end }) => text.slice(start, end));

describe('sentenceSpansOf', () => {
  it.each([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['See Fig. 3 and Dr. Mendel. Then go on.', ['See Fig. 3 and Dr. Mendel.', 'Then go on.']],
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
