import { describe, expect, it } from '@jest/globals';
import { createItemJudge } from '../../../src/domain/item-writing/gates/judge-item.ts';
import { statesNumbersOf } from '../../../src/domain/item-writing/gates/key-numbers.ts';
import { readPages } from '../../../src/domain/item-writing/reading/read-pages.ts';
import { anItem, aPage } from '../../builders.ts';

describe('statesNumbersOf', () => {
  it.each([
    ['12 km', 'The river is 12 km long.'],
    ['1000', 'It holds 1,000 litres.'],
    ['1 000 litres', 'It holds 1000 litres.'],
    ['1.5', 'It is 1,5 m deep.'],
    ['3 legs', 'A stool has three legs.'],
    ['three legs', 'A stool has 3 legs.'],
    ['10^8', 'Light travels 10⁸ metres.'],
    ['-5', 'It froze at −5 degrees.'],
    ['no number at all', 'The river is long.'],
    ['12', 'There are 3 × 4 boxes.'],
    ['14', 'The sum is 2 + 3 × 4.'],
    ['2.5', 'Divide 10 / 4 and round.'],
    ['0.33', 'The share is 1 / 3 = 0.33 of the whole.'],
    ['12', 'In all 3 × 4 = 12 boxes.'],
    ['one of the rivers', 'It is a river.'],
  ])('the numbers of “%s” are stated by “%s”', (claim, quote) => {
    expect(statesNumbersOf(quote, claim)).toBe(true);
  });

  it.each([
    ['13 km', 'The river is 12 km long.'],
    ['108', 'Light travels 10⁸ metres.'],
    ['5', 'It froze at −5 degrees.'],
    ['four legs', 'A stool has three legs.'],
    ['1200', 'It holds 12 litres.'],
    ['13', 'In all 3 × 4 = 13 boxes.'],
    ['20', 'The sum is 2 + 3 × 4.'],
    ['12 and 15', 'The river is 12 km long.'],
  ])('a number of “%s” is not stated by “%s”', (claim, quote) => {
    expect(statesNumbersOf(quote, claim)).toBe(false);
  });
});

describe('createItemJudge', () => {
  const text =
    'A wooden stool for the milking of cows is a small seat that stands on three short round legs.';
  const page = aPage(text);
  const judge = createItemJudge({ pages: readPages([page]) });
  const { documentId, pageNumber, pageLabel } = page;
  const source = { documentId, pageNumber, pageLabel, span: { start: 0, end: text.length }, quote: text };
  const reasonsFor = (key: string) =>
    judge(anItem({ type: 'short_answer', stem: 'What is a wooden stool?', key, source }), []);

  it('createItemJudge rejects an item whose key has a number that the quote does not state', () => {
    expect(reasonsFor('a small seat that stands on 3 short round legs')).not.toContain('key-unsupported');
    expect(reasonsFor('a small seat that stands on four short round legs')).toContain('key-unsupported');
    expect(reasonsFor('a small seat that stands on 4 short round legs')).toContain('key-unsupported');
  });
});
