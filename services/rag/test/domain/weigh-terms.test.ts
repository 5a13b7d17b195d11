import { describe, expect, it } from '@jest/globals';
import { embedPassage } from '../../src/adapters/murmur-sparse-embedder.ts';
import { weighPassage, weighQuery } from '../../src/domain/indexing/weigh-terms.ts';

describe('weights', () => {
  it('never mix a word with a gram of the same letters', () => {
    const weights = weighPassage('cell cell');
    expect(weights.get('w cell')).toBeGreaterThan(0);
    expect(weights.get('g cell')).toBeGreaterThan(0);
    expect(weights.get('w cell')).not.toBe(weights.get('g cell'));
  });
  it('grow with repetition ever more slowly, and shrink with the length of the passage', () => {
    const weigh = (text: string) => weighPassage(text).get('w cell') ?? 0;
    const gains = [1, 2, 3].map((times) => weigh('cell '.repeat(times)));
    expect(gains[1]).toBeGreaterThan(gains[0] ?? 0);
    expect((gains[2] ?? 0) - (gains[1] ?? 0)).toBeLessThan((gains[1] ?? 0) - (gains[0] ?? 0));
    expect(weigh(`cell ${'other '.repeat(200)}`)).toBeLessThan(weigh('cell other'));
  });
  it('of a query are full for the spelling of the query and a quarter for its folded spellings', () => {
    const weights = weighQuery('Wärme');
    expect(['wärme', 'warme', 'waerme'].map((word) => weights.get(`w ${word}`))).toEqual([1, 0.25, 0.25]);
    expect(weighQuery('Wärme warme').get('w warme')).toBe(1.25);
  });
  it('of a passage are equal for all its spellings, so that a question in any of them finds it', () => {
    const weights = weighPassage('Wärme');
    expect(new Set(['wärme', 'warme', 'waerme'].map((word) => weights.get(`w ${word}`))).size).toBe(1);
    expect(weights.get('w waerme')).toBeGreaterThan(0);
  });
  it('are none for a text without letters', () => {
    expect(weighPassage('… — !').size).toBe(0);
    expect(weighQuery('???').size).toBe(0);
  });
});

describe('the terms of a passage', () => {
  it('may reach the limit, and further terms are left out', () => {
    const all = embedPassage('Cells are small and round.', 1_000);
    const count = all.sparse.indices.length;
    expect(all.cut).toBe(false);
    expect(embedPassage('Cells are small and round.', count)).toEqual(all);
    const fewer = embedPassage('Cells are small and round.', count - 1);
    expect(fewer.cut).toBe(true);
    expect(fewer.sparse.indices).toHaveLength(count - 1);
  });
});
