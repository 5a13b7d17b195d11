import { describe, expect, it } from '@jest/globals';
import { recognisedWords } from '../../src/extraction/recognition/recognised-words.ts';

/** A table of the engine with one line; each piece stands 10 pixels right of the piece before. */
const tableOf = (pieces: readonly (readonly [text: string, confidence?: number])[]): string =>
  [
    '4\t1\t1\t1\t1\t0\t0\t100\t400\t30\t-1\t',
    ...pieces.map(
      ([text, confidence = 90], at) => `5\t1\t1\t1\t1\t${at}\t${at * 10}\t95\t9\t40\t${confidence}\t${text}`,
    ),
  ].join('\n');
const textsOf = (pieces: Parameters<typeof tableOf>[0], text: string) =>
  recognisedWords(tableOf(pieces), text).map((word) => word.text);

describe('recognisedWords', () => {
  it.each([
    ['Chinese', '长|江|全长|约|6300|公里|，|是|中|国', '长江全长约 6300 公里，是中国\n'],
    ['Japanese', '氷河|の|水|は|緑|色', '氷河の水は緑色\n'],
    ['Thai with phrases', 'มี|ค|วา|ม|ย|า|ว|765|ก|ิ|โล', 'มีความยาว 765 กิโล\n'],
    ['Latin words among Chinese', '叫做|hot|spring|的|水', '叫做 hot spring 的水\n'],
    ['English', 'Rain|falls', 'Rain falls\n'],
  ])('separates %s where the text has blanks', (_what, pieces, text) => {
    expect(
      textsOf(
        pieces.split('|').map((piece) => [piece] as const),
        text,
      ),
    ).toEqual(text.trim().split(' '));
  });

  it('decides by the scripts of the neighbours when the text lacks the pieces', () => {
    expect(textsOf([['中'], ['国'], ['rain'], ['falls'], ['น'], ['ี']], '')).toEqual([
      '中国',
      'rain',
      'falls',
      'นี',
    ]);
  });

  it('weighs the confidence of a word by the letters of its pieces', () => {
    expect(
      recognisedWords(
        tableOf([
          ['ญ่', 60],
          ['า', 0],
        ]),
        'ญ่า',
      )[0],
    ).toMatchObject({ confidence: 40 });
  });

  it('bounds the height of a piece by its line', () => {
    expect(recognisedWords(tableOf([['国']]), '国')[0]?.pieces[0]).toMatchObject({ top: 100, bottom: 130 });
  });

  it.each([
    ['ทํา', 'ทำ'],
    ['น้ํา', 'น้ำ'],
    ['นํ้า', 'น้ำ'],
    ['น้้า', 'น้ำ'],
    ['น้า', 'น้า'],
    ['ນໍ້າ', 'ນໍ້າ'.replace('\u0ecd\u0ec9\u0eb2', '\u0ec9\u0eb3')],
  ])('writes the vowel am of %j as one character', (read, written) => {
    expect(
      textsOf(
        [...read].map((piece) => [piece] as const),
        read,
      ),
    ).toEqual([written]);
  });
});
