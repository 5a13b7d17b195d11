import { describe, expect, it } from '@jest/globals';
import { embedPassage } from '../../src/adapters/murmur-sparse-embedder.ts';
import { weighPassage, weighQuery } from '../../src/domain/indexing/terms/weigh-terms.ts';

describe('weights', () => {
  it('never mix a word with a gram of the same letters', () => {
    const weights = weighPassage('cell cell');
    expect(weights.get('w cell')).toBeGreaterThan(0);
    expect(weights.get('g cell')).toBeGreaterThan(0);
    expect(weights.get('w cell')).not.toBe(weights.get('g cell'));
  });
  it('grow more slowly with each repetition, and shrink with the length of the passage', () => {
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
  it.each([
    ['Was ist der Gletscher?', ['ist', 'der'], 'gletscher'],
    ['¿Qué es la humedad?', ['es', 'la'], 'humedad'],
    ['हिमनद क्या है?', ['क्या', 'है'], 'हिमनद'],
  ])(
    'of the query "%s" are small for function words and their grams, and full for its subject',
    (query, functionWords, subject) => {
      const weights = weighQuery(query);
      for (const word of functionWords) expect(weights.get(`w ${word}`)).toBeCloseTo(0.3);
      expect(weights.get(`w ${subject}`)).toBe(1);
      const gramsOf = (word: string) =>
        [...weights].filter(([term]) => term.startsWith('g ') && term.slice(2).trim() === word);
      for (const [, weight] of functionWords.flatMap(gramsOf)) expect(weight).toBeLessThan(0.5);
      expect(weights.get(`g ${subject.slice(0, 4)}`)).toBe(0.5);
    },
  );
  it('of an English query are the same for all words that have a term', () => {
    expect(weighQuery('Could glaciers also melt?').get('w also')).toBe(1);
  });
  it('are none for a text without letters', () => {
    expect(weighPassage('… — !').size).toBe(0);
    expect(weighQuery('???').size).toBe(0);
  });
});

describe('a question about a defined name', () => {
  /** The likeness of a passage and a query without the rarity of terms, which the index knows. */
  const likeness = (passage: string, query: string): number => {
    const weights = weighPassage(passage);
    return [...weighQuery(query)].reduce((sum, [term, weight]) => sum + weight * (weights.get(term) ?? 0), 0);
  };
  const uses = (name: string) => `Book › ${name}\n${`About ${name} and more ${name} here. `.repeat(2)}`;

  it.each([
    ['debugging: The process of finding and correcting bugs.', 'What is debugging?', 'debugging'],
    ['debugging: The process of finding and correcting bugs.', 'Define debugging', 'debugging'],
    [
      'state diagram: A picture of variables and their values.',
      'What does state diagram mean?',
      'state diagram',
    ],
    ['sum of squares: All squares added up.', 'Explain the sum of squares, please', 'sum of squares'],
    ['The slow ice that moves downhill is called a glacier.', 'What are glaciers?', 'glacier'],
    ['Gletscher: Eine große Masse aus Eis, die langsam fließt.', 'Was ist ein Gletscher?', 'Gletscher'],
    ['Wärme – Energie, die von selbst übergeht.', 'Was bedeutet Waerme?', 'Wärme'],
    ['Glaciar: masa de hielo que se mueve.', '¿Qué es un glaciar?', 'glaciar'],
    ['Une grande masse de glace est appelée glacier.', "Qu'est-ce qu'un glacier ?", 'glacier'],
    ['हिमनद: बर्फ की धीमी नदी।', 'हिमनद क्या है?', 'हिमनद'],
    ['冰川：缓慢移动的大块冰。', '什么是冰川？', '冰川'],
  ])('finds "%s" by "%s" before a passage that repeats the name', (definition, question, name) => {
    expect(likeness(`Book\n${definition}`, question)).toBeGreaterThan(likeness(uses(name), question));
  });
  it('adds nothing for a name that the passage only uses', () => {
    const named = (text: string) => [...weighPassage(text).keys()].filter((term) => term.startsWith('d '));
    expect(named('Many people walk over glaciers and photograph them.')).toEqual([]);
  });
  it('takes at most 40 names from a passage, and reads 200,000 characters of one line in linear time', () => {
    const lines = Array.from({ length: 200 }, (_, at) => `name${at}: a thing of its own kind`).join('\n');
    const named = [...weighPassage(lines).keys()].filter((term) => term.startsWith('d '));
    expect(named).toHaveLength(40);
    expect(weighPassage(`called ${'a '.repeat(100_000)}`).get('d a a a a')).toBe(0.7);
  });
});

describe('a German question to an index that has English passages nearly alone', () => {
  it('finds the passage with its subject before a passage that has more of its function words', () => {
    const english = Array.from({ length: 60 }, (_, at) => `Chapter ${at} tells of rivers, clouds and rain.`);
    const right = 'Gletscher tragen Geröll talwärts.';
    const wrong = 'Das ist die Hütte, an der sie auf dem Weg mit dem Hund war.';
    const passages = [...english, right, wrong].map(weighPassage);
    /** The score of the index: the rarity of a term is counted over the passages of all languages. */
    const score = (passage: string, query: string): number =>
      [...weighQuery(query)].reduce((sum, [term, weight]) => {
        const count = passages.filter((weights) => weights.has(term)).length;
        const rarity = Math.log((passages.length - count + 0.5) / (count + 0.5) + 1);
        return sum + weight * rarity * (weighPassage(passage).get(term) ?? 0);
      }, 0);
    for (const question of [
      'Was ist das, was der Gletscher trägt?',
      'Was tragen die Gletscher auf dem Weg zu der Ebene?',
      'Was ist das Gestein, das die Gletscher mit sich tragen?',
    ])
      expect(score(right, question)).toBeGreaterThan(score(wrong, question));
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
