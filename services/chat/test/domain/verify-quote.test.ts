import { describe, expect, it } from '@jest/globals';
import { readable, standsIn } from '../../src/domain/evidence/verify-quote.ts';

const page =
  'The ef\ufb01cient photo-\nsynthesis of well-\nknown “C4”\u00a0plants –  a soft\u00adhyphen.\n光合 作用\n很重要。';

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
