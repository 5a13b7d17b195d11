import { isFunctionWord } from './function-words.ts';
import { withPlainIndices } from './spelling/folding.ts';
import { stemOf } from './stems.ts';

// English-first: content words and term keys know English only.

const wordPattern = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;

/**
 * The words of a text in order, in lower case and normalised (NFKC). Combining marks, inner apostrophes and
 * inner hyphens stay in their word.
 */
export const wordsOf = (text: string): string[] => {
  return withPlainIndices(text).toLowerCase().match(wordPattern) ?? [];
};

/** The words that carry meaning, each reduced to a rough stem, so that `loops` equals `loop`. */
export const contentWordsOf = (text: string): string[] => {
  return wordsOf(text)
    .filter((word) => !isFunctionWord(word))
    .map(stemOf);
};

/** One spelling for comparing terms: no case, no article, no plural ending of the last word. */
export const termKeyOf = (term: string): string => {
  const words = wordsOf(term);
  const bare = words.length > 1 && /^(?:an?|the)$/.test(words[0] ?? '') ? words.slice(1) : words;
  return bare.map((word, at) => (at === bare.length - 1 ? stemOf(word) : word)).join(' ');
};

/**
 * Share of the smaller side's content words that the other side has too, from 0 to 1; 0 when a side has none.
 */
export const overlapOf = (left: string, right: string): number => {
  const first = new Set(contentWordsOf(left));
  const second = new Set(contentWordsOf(right));
  const smaller = Math.min(first.size, second.size);
  if (smaller === 0) return 0;
  return inBoth(first, second) / smaller;
};

/** Whether the two texts have a content word in common. */
export const sharesWord = (left: string, right: string): boolean => {
  const first = new Set(contentWordsOf(left));
  return contentWordsOf(right).some((word) => first.has(word));
};

/** Whether two content words begin with the same five letters, as `operator` and `operand` do. */
export const sharesRoot = (left: string, right: string): boolean => {
  const roots = new Set(contentWordsOf(left).flatMap(rootOf));
  return contentWordsOf(right)
    .flatMap(rootOf)
    .some((root) => roots.has(root));
};

const rootOf = (word: string): string[] => {
  return word.length >= 5 ? [word.slice(0, 5)] : [word];
};

/** Share of all members that the two sets have in common (Jaccard), from 0 to 1. */
export const likenessOf = (first: ReadonlySet<string>, second: ReadonlySet<string>): number => {
  const both = inBoth(first, second);
  const either = first.size + second.size - both;
  return either === 0 ? 0 : both / either;
};

/** Likeness of the four-letter windows of two texts, from 0 to 1: finds near-duplicates in any script. */
export const fourGramLikeness = (left: string, right: string): number => {
  return likenessOf(fourGramsOf(left), fourGramsOf(right));
};

const inBoth = (first: ReadonlySet<string>, second: ReadonlySet<string>): number => {
  let both = 0;
  for (const word of first) if (second.has(word)) both += 1;
  return both;
};

const fourGramsOf = (text: string): Set<string> => {
  const line = ` ${wordsOf(text).join(' ')} `;
  const grams = new Set<string>();
  for (let at = 0; at + 4 <= line.length; at += 1) grams.add(line.slice(at, at + 4));
  return grams;
};

/** Turns line breaks and runs of blanks into one blank, so that a piece of a page becomes a single line. */
export const onOneLine = (text: string): string => {
  return text.replace(/\s+/gu, ' ').trim();
};

/** Whether the term's words stand in the text one after the other, in the singular or the plural. */
export const holdsTerm = (text: string, term: string): boolean => {
  const key = termKeyOf(term);
  const words = wordsOf(text);
  const size = key.split(' ').length;
  return words.some((_, at) => termKeyOf(words.slice(at, at + size).join(' ')) === key);
};
