import { searchTermsOf } from '@ai-teacher/language/terms.ts';

/** A text as weights of terms; a key says whether its term is a word or a gram, so that the two never mix. */
export type TermWeights = ReadonlyMap<string, number>;

/** BM25 saturation and length normalisation, measured; the lengths are those of a chunk of about 100 words. */
const saturation = 0.9;
const lengthShare = 0.75;
const averageWords = 60;
const averageGrams = 600;

/**
 * Grams count half. One vector that holds both is their weighted sum, since the index multiplies term by term: it
 * measured better than two vectors fused by rank (RRF) or by distribution (DBSF), and its scores can be compared.
 */
const gramWeight = 0.5;

/** A query longer than this adds cost and no meaning. */
const longestQueryCharacters = 2_000;

/** The passage's side of BM25; the inverse document frequency is the index's, which alone knows all passages. */
export const weighPassage = (text: string): TermWeights => {
  const { words, grams } = searchTermsOf(text);
  const weights = new Map<string, number>();
  for (const [terms, prefix, average] of [
    [words, 'w', averageWords],
    [grams, 'g', averageGrams],
  ] as const) {
    const lengthFactor = saturation * (1 - lengthShare + (lengthShare * terms.length) / average);
    for (const [term, frequency] of frequencies(terms))
      weights.set(`${prefix} ${term}`, (frequency * (saturation + 1)) / (frequency + lengthFactor));
  }
  return weights;
};

/** The query's side: how often each term is asked for. */
export const weighQuery = (text: string): TermWeights => {
  const { words, grams } = searchTermsOf(text.slice(0, longestQueryCharacters));
  const weights = new Map<string, number>();
  for (const [term, frequency] of frequencies(words)) weights.set(`w ${term}`, frequency);
  for (const [term, frequency] of frequencies(grams)) weights.set(`g ${term}`, frequency * gramWeight);
  return weights;
};

const frequencies = (terms: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
};
