import { countWords } from '@ai-teacher/language/scripts.ts';
import { holdsTerm, termKeyOf, wordsOf } from '@ai-teacher/language/words.ts';
import type { Definition, ReadPage } from '../drafts/item-draft.ts';
import { withoutElision } from '../drafts/term-search.ts';
import { type LanguageRules, statementEnd } from '../languages/language-rules.ts';
import type { LanguageCode } from '../languages/material-language.ts';
import { rulesOf } from '../languages/rules-of.ts';
import { sourceOf } from '../reading/find-definitions.ts';
import { placeOf, type UsedTerm } from './write-cloze.ts';

/** Openings and references that make a sentence depend on its surroundings. */
const dependentOpeningPattern =
  /^(?:this|that|these|those|it|they|he|she|we|i|you|but|and|or|so|then|thus|therefore|however|also|such|another|instead|otherwise|for example|in this|the following|exercise|chapter|section|figure|table|hint|note)\b/i;
const outsideReferencePattern =
  /\b(?:this|these|above|below|following|previous|earlier|later|I|we|my|our|figure|table|chapter|section|exercise|for example|you|your)\b|[=<>{}[\]\\|_#@*:]|https?:|\?/iu;
/** An entry of a list of references, which looks like a sentence. */
const referencePattern = /\b(?:pages? \d|(?:pp?|S)\. ?\d|Proceedings of|ISBN)|\bdoi:/u;
const markupPattern = /[=<>{}[\]\\|_#@*:：]|https?:|\?/iu;

/**
 * Finds sentences that use exactly one defined term: at most two per term, in reading order. They have 9 to
 * 28 words; in other languages than English 6 words are enough.
 */
export const findUsedTerms = (pages: readonly ReadPage[], definitions: readonly Definition[]): UsedTerm[] => {
  const definingPlaces = new Set(definitions.map(({ source }) => placeOf(source)));
  const termsOf = new Map(
    [...Map.groupBy(definitions, ({ source }) => source.documentId)].map(([documentId, known]) => [
      documentId,
      new Map(known.map(({ term }) => [termKeyOf(term), term])),
    ]),
  );
  const uses = new Map<string, number>();
  const found: UsedTerm[] = [];
  for (const { page, sentences, language } of pages) {
    const known = termsOf.get(page.documentId) ?? new Map<string, string>();
    for (const sentence of sentences) {
      if (!isSelfContained(sentence.text, language)) continue;
      const source = sourceOf(page, sentence);
      if (definingPlaces.has(placeOf(source))) continue;
      const term = onlyTermIn(sentence.text, known);
      if (term === undefined || (uses.get(term) ?? 0) >= 2) continue;
      uses.set(term, (uses.get(term) ?? 0) + 1);
      found.push({ term, sentence: sentence.text, language, source });
    }
  }
  return found;
};

/** Whether a sentence is a complete statement of the book that needs no other sentence. */
export const isSelfContained = (sentence: string, language: LanguageCode): boolean => {
  if (referencePattern.test(sentence)) return false;
  const rules = rulesOf(language);
  if (rules) return isSelfContainedBy(rules, sentence);
  if (language !== 'en') return false;
  const size = wordsOf(sentence).length;
  if (size < 9 || size > 28 || !/^[\p{Lu}]/u.test(sentence) || !/\.$/u.test(sentence)) return false;
  return !dependentOpeningPattern.test(sentence) && !outsideReferencePattern.test(sentence);
};

const endOfStatement = new RegExp(`${statementEnd}$`, 'u');

const isSelfContainedBy = ({ dependentOpening, reference }: LanguageRules, sentence: string): boolean => {
  const size = countWords(sentence);
  if (size < 6 || size > 28 || !endOfStatement.test(sentence)) return false;
  return !dependentOpening.test(sentence) && !reference.test(sentence) && !markupPattern.test(sentence);
};

/** The only defined term in a sentence. Shorter terms inside a longer term do not count. */
const onlyTermIn = (sentence: string, known: ReadonlyMap<string, string>): string | undefined => {
  const terms = new Set(
    runsOf(wordsOf(withoutElision(sentence))).flatMap((run) => known.get(termKeyOf(run)) ?? []),
  );
  const main = [...terms].toSorted((left, right) => right.length - left.length)[0];
  if (main === undefined || main.length < 5) return undefined;
  const others = [...terms].filter((term) => term !== main && !holdsTerm(main, term));
  return others.length === 0 ? main : undefined;
};

/** All runs of up to four words. Four words are the maximum length of a term. */
const runsOf = (words: readonly string[]): string[] => {
  return words.flatMap((_, at) => [1, 2, 3, 4].map((size) => words.slice(at, at + size).join(' ')));
};
