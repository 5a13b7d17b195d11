import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { readable, standsIn } from '@ai-teacher/language/quotes.ts';
import { describe, expect, it } from '@jest/globals';

const page =
  'The ef\ufb01cient photo-\nsynthesis of well-\nknown “C4”\u00a0plants –  a soft\u00adhyphen.\n光合 作用\n很重要。';

describe('beginningOf', () => {
  it.each([
    ['an emoji with joiners', 'ab👩‍🏫', 4, 'ab'],
    ['a flag', 'ab🇩🇪', 5, 'ab'],
    ['a letter with marks', 'abe\u0301\u0323', 4, 'ab'],
    ['an Indic conjunct', 'नक्षि', 3, 'न'],
    ['a text that fits', 'ab👩‍🏫', 7, 'ab👩‍🏫'],
    ['one grapheme beyond the limit', `a${'\u0301'.repeat(9)}`, 3, 'a\u0301\u0301'],
    ['one emoji beyond the limit', '👩‍🏫', 4, '👩‍'],
  ])('cuts before %s', (_what, text, max, expected) => {
    expect(beginningOf(text, max)).toBe(expected);
  });
});

describe('standsIn', () => {
  it.each([
    'efficient photosynthesis',
    'efficient photo-\nsynthesis',
    'well-known "C4" plants - a soft',
    '“C4” plants',
    'softhyphen',
    '光合作用很重要',
    'The efficient',
  ])('standsIn finds the quote %j on the page', (quote) => {
    expect(standsIn(quote, page)).toBe(true);
  });

  it.each(['Efficient photosynthesis', 'efficient synthesis', 'C5 plants', '', ' … ', 'plants: a soft'])(
    'standsIn does not find %j on the page',
    (quote) => {
      expect(standsIn(quote, page)).toBe(false);
    },
  );
});

it('readable returns a text that is still found on its page', () => {
  const quote = readable(page);
  expect(quote).toBe(
    'The ef\ufb01cient photosynthesis of wellknown “C4” plants – a softhyphen. 光合 作用 很重要。',
  );
  expect(standsIn(quote, page)).toBe(true);
});
