import { searchTermsOf } from '@ai-teacher/language/terms.ts';
import { describe, expect, it } from '@jest/globals';

describe('words of searchTermsOf', () => {
  it('searchTermsOf keeps combining marks, so that Hindi words stay whole', () => {
    expect(searchTermsOf('कोशिका जीवन की इकाई है').words).toEqual(['कोशिका', 'जीवन', 'की', 'इकाई', 'है']);
  });
  it('searchTermsOf folds case and width and drops English function words and plural endings', () => {
    expect(searchTermsOf('The CELLS of Ｂodies are glasses, cities and gas').words).toEqual([
      'cell',
      'body',
      'glass',
      'city',
      'gas',
    ]);
  });
  it('searchTermsOf keeps numbers and words with numbers', () => {
    expect(searchTermsOf('H2O at 37 °C').words).toEqual(['h2o', '37', 'c']);
  });
});

describe('grams of searchTermsOf', () => {
  it('searchTermsOf gives grams of four characters across the blanks of a sentence', () => {
    expect(searchTermsOf('a cell').grams).toEqual([' a c', 'a ce', ' cel', 'cell', 'ell ']);
  });
  it('searchTermsOf gives pairs and single characters in a script without blanks', () => {
    expect(searchTermsOf('细胞膜').grams).toEqual(['细胞', '胞膜', '细', '胞', '膜']);
  });
  it('searchTermsOf separates the grams of two scripts', () => {
    expect(searchTermsOf('DNA是').grams).toEqual([' dna', 'dna ', '是']);
  });
});
