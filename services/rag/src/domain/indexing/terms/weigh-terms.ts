import { searchTermsOf } from '@ai-teacher/language/terms.ts';
import { askedNames, definedNames } from './defined-names.ts';

/** Weights of a text's terms. The prefix of a key separates words, grams and defined names. */
export type TermWeights = ReadonlyMap<string, number>;

/** Measured BM25 saturation and length normalisation. The averages are those of chunks of about 100 words. */
const saturation = 0.9;
const lengthShare = 0.75;
const averageWords = 60;
const averageGrams = 600;

/**
 * Grams count half. One vector with words and grams is their weighted sum, because the index multiplies term
 * by term. This vector measured better than two vectors fused by rank (RRF) or by distribution (DBSF), and
 * its scores can be compared.
 */
const gramWeight = 0.5;

/**
 * All spellings of a word in a query would count up to three times as much as a word without accents. With
 * full weight for the folded ones, German finds 0.5 points less at the first place.
 */
const foldedWeight = 0.25;

/** Further characters of a query add cost and no meaning. */
const maxQueryCharacters = 2_000;

/**
 * The passage's side of BM25. The index adds the inverse document frequency, because only it knows all
 * passages.
 */
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
  for (const [name, weight] of definedNames(text)) weights.set(`d ${name}`, weight);
  return weights;
};

/** The query's side of BM25: the frequency of each term in the query. Its own spelling counts most. */
export const weighQuery = (given: string): TermWeights => {
  const text = given.slice(0, maxQueryCharacters);
  const { words, foldedWords, grams } = searchTermsOf(text);
  const weights = new Map<string, number>();
  const folded = frequencies(foldedWords);
  for (const [term, frequency] of frequencies(words))
    weights.set(`w ${term}`, frequency - (folded.get(term) ?? 0) * (1 - foldedWeight));
  for (const [term, frequency] of frequencies(grams)) weights.set(`g ${term}`, frequency * gramWeight);
  for (const [name, weight] of askedNames(text)) weights.set(`d ${name}`, weight);
  return weights;
};

const frequencies = (terms: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
};
