import { describe, expect, it } from '@jest/globals';
import { termsOf } from '../../src/domain/indexing/terms.ts';
import { weighPassage, weighQuery } from '../../src/domain/indexing/weigh-terms.ts';

describe('words', () => {
  it('keep their combining marks, so that Hindi stays Hindi', () => {
    expect(termsOf('कोशिका जीवन की इकाई है').words).toEqual(['कोशिका', 'जीवन', 'की', 'इकाई', 'है']);
  });
  it('are folded in case and width, without English function words and plural endings', () => {
    expect(termsOf('The CELLS of Ｂodies are glasses, cities and gas').words).toEqual([
      'cell',
      'body',
      'glass',
      'city',
      'gas',
    ]);
  });
  it('keep numbers and mixtures', () => {
    expect(termsOf('H2O at 37 °C').words).toEqual(['h2o', '37', 'c']);
  });
});

describe('grams', () => {
  it('are four characters across the blanks of a sentence', () => {
    expect(termsOf('a cell').grams).toEqual([' a c', 'a ce', ' cel', 'cell', 'ell ']);
  });
  it('are pairs and single characters where words are not set apart', () => {
    expect(termsOf('细胞膜').grams).toEqual(['细胞', '胞膜', '细', '胞', '膜']);
  });
  it('keep the two apart in a mixture', () => {
    expect(termsOf('DNA是').grams).toEqual([' dna', 'dna ', '是']);
  });
});

describe('weights of terms', () => {
  it('are separate for a word and a gram of the same letters', () => {
    const weights = weighPassage('cell cell');
    expect(weights.get('w cell')).toBeGreaterThan(0);
    expect(weights.get('g cell')).toBeGreaterThan(0);
    expect(weights.get('w cell')).not.toBe(weights.get('g cell'));
  });
  it('grow less with each repetition and shrink with the length of the passage', () => {
    const weigh = (text: string) => weighPassage(text).get('w cell') ?? 0;
    const gains = [1, 2, 3].map((times) => weigh('cell '.repeat(times)));
    expect(gains[1]).toBeGreaterThan(gains[0] ?? 0);
    expect((gains[2] ?? 0) - (gains[1] ?? 0)).toBeLessThan((gains[1] ?? 0) - (gains[0] ?? 0));
    expect(weigh(`cell ${'other '.repeat(200)}`)).toBeLessThan(weigh('cell other'));
  });
  it('are empty for a text without letters', () => {
    expect(weighPassage('… — !').size).toBe(0);
    expect(weighQuery('???').size).toBe(0);
  });
});
