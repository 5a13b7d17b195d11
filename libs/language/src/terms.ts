import { isStopWord } from './function-words.ts';
import { spacelessScripts, wordRuns } from './scripts.ts';
import { inLowerCase, plainSpelling, spellingsOf, withRaisedExponents } from './spelling/folding.ts';
import { inflectionLikeness, singularOf } from './stems.ts';

/**
 * The terms by which search compares texts: words and character grams. Words carry meaning. Grams also
 * match inflected forms, compounds, other spellings and scripts without blanks, in any language. Measured
 * by `bench/retrieval.ts` of rag.
 */
export type SearchTerms = {
  readonly words: readonly string[];
  /** The entries of `words` that are folded spellings beside the word's own one. */
  readonly foldedWords: readonly string[];
  readonly grams: readonly string[];
};

const gramCharacters = 4;
const spacelessGramCharacters = 2;

/**
 * Names the rules of `searchTermsOf`, and of the names that rag adds to its terms. rag stores the number with
 * each passage, and indexes passages with another number again: increase the number with every change.
 */
export const searchTermsVersion = 3;

/**
 * The terms by which a passage is indexed and a query is searched. The text is folded in case and width;
 * raised digits stay.
 *
 * @returns words without English function words and plural endings, each in its own spelling and in the
 * folded ones, so that the exact spelling scores higher; and grams of four characters in plain spelling
 * across the blanks of a sentence; in spaceless scripts pairs and single characters.
 */
export const searchTermsOf = (text: string): SearchTerms => {
  const runs = wordRuns(inLowerCase(text));
  const words: string[] = [];
  const foldedWords: string[] = [];
  const grams: string[] = [];
  let sentence: string[] = [];
  const closeSentence = () => {
    if (sentence.length > 0) addAll(grams, gramsOf(` ${sentence.join(' ')} `, gramCharacters));
    sentence = [];
  };
  for (const run of runs) {
    if (run.spaceless) {
      closeSentence();
      const characters = [...run.text];
      if (characters.length > 1) addAll(grams, gramsOf(run.text, spacelessGramCharacters));
      addAll(grams, characters);
      words.push(run.text);
    } else {
      sentence.push(plainSpelling(run.text));
      if (isStopWord(run.text)) continue;
      const [own = '', ...folded] = new Set([run.text, ...spellingsOf(run.text)].map(singularOf));
      words.push(own, ...folded);
      foldedWords.push(...folded);
    }
  }
  closeSentence();
  return { words, foldedWords, grams };
};

/** A call of `push` with one argument for each gram of a huge sentence would exceed the stack. */
const addAll = (list: string[], more: readonly string[]): void => {
  for (const one of more) list.push(one);
};

const surrogatePattern = /[\ud800-\udfff]/;

/** The same for a text whose code points are single UTF-16 units, which most texts are. */
const windowsOf = (text: string, length: number): string[] => {
  if (text.length <= length) return [text];
  const windows: string[] = [];
  for (let at = 0; at + length <= text.length; at += 1) windows.push(text.slice(at, at + length));
  return windows;
};

/** The windows of `length` code points over a text; the text itself when it is not longer. */
const gramsOf = (text: string, length: number): string[] => {
  if (!surrogatePattern.test(text)) return windowsOf(text, length);
  const characters = [...text];
  if (characters.length <= length) return [text];
  return Array.from({ length: characters.length - length + 1 }, (_, at) =>
    characters.slice(at, at + length).join(''),
  );
};

/**
 * A unit of comparison: a word (letters, digits and combining marks together) or, for scripts written without
 * spaces, a character gram. `named` marks what a paraphrase rarely replaces: numbers, and words written with
 * a capital letter inside a sentence. `position` counts the terms of the text from 0.
 */
export type Term = {
  readonly key: string;
  /** The folded spellings of the key, the plain one first. */
  readonly spellings: readonly string[];
  readonly position: number;
  readonly named: boolean;
};

/**
 * A run of a spaceless script, or a word (group 1). The group has no name, because an object of named groups
 * for each word takes longer than the match.
 */
const runsPattern = new RegExp(
  `[${spacelessScripts}ー]+|([\\p{L}\\p{M}\\p{N}]+(?:[.,]\\p{N}+|['’][\\p{L}\\p{M}]+)*)`,
  'gu',
);
const ideographicPattern = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
const ideographicGramCharacters = 2;
const alphabeticGramCharacters = 3;

/** No language has longer words that matter; a longer run is no word. */
const maxWordCharacters = 64;

/** All terms of a text in order, function words included; keys are in lower case and one width. */
export const allTerms = (text: string): Term[] => {
  const terms: Term[] = [];
  let sentenceStart = true;
  let consumed = 0;
  const normal = withRaisedExponents(text);
  for (const match of normal.matchAll(runsPattern)) {
    if (/[.!?:;]\s/u.test(normal.slice(consumed, match.index))) sentenceStart = true;
    consumed = match.index + match[0].length;
    const word = match[1];
    if (word === undefined) {
      const size = ideographicPattern.test(match[0]) ? ideographicGramCharacters : alphabeticGramCharacters;
      for (const key of gramsOf(match[0], size))
        terms.push({ key, spellings: [key], position: terms.length, named: false });
      continue;
    }
    const bare = word.replace(/['’]s$/u, '');
    const named = /\p{N}/u.test(bare) || (!sentenceStart && /^\p{Lu}/u.test(bare));
    for (const part of bare.split(/['’]/u)) {
      if (part === '') continue;
      const key = inLowerCase(part.slice(0, maxWordCharacters));
      terms.push({ key, spellings: spellingsOf(key), position: terms.length, named });
    }
    sentenceStart = false;
  }
  return terms;
};

/** The weight of a folded spelling beside the exact spelling. */
const foldedLikeness = 0.95;

/**
 * The likeness of two terms: 1 when equal, 0.95 when spelt alike after the folding, 0.8 when one is likely
 * an inflection of the other, otherwise 0.
 */
export const termLikeness = (one: Term, other: Term): number => {
  if (one.key === other.key) return 1;
  if (one.spellings.some((spelling) => other.spellings.includes(spelling))) return foldedLikeness;
  return inflectionLikeness(one.spellings[0] ?? one.key, other.spellings[0] ?? other.key);
};
