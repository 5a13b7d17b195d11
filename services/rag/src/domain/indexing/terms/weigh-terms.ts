import { functionWordsOf, knownLanguageOf } from '@ai-teacher/language/function-words.ts';
import { wordRuns } from '@ai-teacher/language/scripts.ts';
import { inLowerCase } from '@ai-teacher/language/spelling/folding.ts';
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

/**
 * The share of its weight that a function word of a query keeps, with its grams. The index knows how often a
 * term occurs in all languages together: beside many English books, the articles of a German question count
 * as rare words. Measured with passages of four languages in one index (README).
 */
const functionWordShare = 0.3;

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

/**
 * The query's side of BM25: the frequency of each term in the query. Its own spelling counts most, and a
 * function word counts least.
 */
export const weighQuery = (given: string): TermWeights => {
  const text = given.slice(0, maxQueryCharacters);
  const { words, foldedWords, grams } = searchTermsOf(text);
  const weights = new Map<string, number>();
  const folded = frequencies(foldedWords);
  for (const [term, frequency] of frequencies(words))
    weights.set(`w ${term}`, frequency - (folded.get(term) ?? 0) * (1 - foldedWeight));
  for (const [term, frequency] of frequencies(grams)) weights.set(`g ${term}`, frequency * gramWeight);
  for (const [word, frequency] of frequencies(functionWordsIn(text))) lighten(weights, word, frequency);
  for (const [name, weight] of askedNames(text)) weights.set(`d ${name}`, weight);
  return weights;
};

/**
 * The function words of a query in the language that the query is likely in. Those of English are left out:
 * `searchTermsOf` gives the most frequent ones no term, and a lower weight of the others finds less.
 */
const functionWordsIn = (text: string): string[] => {
  const language = knownLanguageOf(text);
  if (language === undefined || language === 'en') return [];
  const functionWords = functionWordsOf(language);
  return wordRuns(inLowerCase(text))
    .map((run) => run.text)
    .filter((word) => functionWords.has(word));
};

/** Takes from the terms of a word what its occurrences have added beyond their share. */
const lighten = (weights: Map<string, number>, word: string, frequency: number): void => {
  const { words, grams } = searchTermsOf(word);
  const keep = (term: string, added: number): void => {
    const weight = weights.get(term);
    if (weight === undefined) return;
    weights.set(term, Math.max(weight * functionWordShare, weight - added * (1 - functionWordShare)));
  };
  for (const each of words) keep(`w ${each}`, frequency);
  for (const gram of grams) keep(`g ${gram}`, frequency * gramWeight);
};

const frequencies = (terms: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
};
