import { searchTermsOf } from '@ai-teacher/language/terms.ts';
import { describe, expect, it } from '@jest/globals';

describe('the words of searchTermsOf', () => {
  it('keep their combining marks, so that Hindi stays Hindi', () => {
    expect(searchTermsOf('कोशिका जीवन की इकाई है').words).toEqual(['कोशिका', 'जीवन', 'की', 'इकाई', 'है']);
  });
  it('are folded in case and width, without English function words and plural endings', () => {
    expect(searchTermsOf('The CELLS of Ｂodies are glasses, cities and gas').words).toEqual([
      'cell',
      'body',
      'glass',
      'city',
      'gas',
    ]);
  });
  it('keep numbers and mixtures', () => {
    expect(searchTermsOf('H2O at 37 °C').words).toEqual(['h2o', '37', 'c']);
  });
});

describe('the grams of searchTermsOf', () => {
  it('are four characters across the blanks of a sentence', () => {
    expect(searchTermsOf('a cell').grams).toEqual([' a c', 'a ce', ' cel', 'cell', 'ell ']);
  });
  it('are pairs and single characters where words are not set apart', () => {
    expect(searchTermsOf('细胞膜').grams).toEqual(['细胞', '胞膜', '细', '胞', '膜']);
  });
  it('keep the two apart in a mixture', () => {
    expect(searchTermsOf('DNA是').grams).toEqual([' dna', 'dna ', '是']);
  });
});
