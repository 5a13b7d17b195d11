import {
  functionWordsFor,
  languageOf,
  spacelessScaffoldingPattern,
} from '@ai-teacher/language/function-words.ts';

/**
 * A unit of comparison: a word (letters, digits and combining marks together) or, for scripts written
 * without spaces, a character n-gram. `named` marks what a paraphrase rarely replaces: numbers, and words
 * written with a capital letter inside a sentence.
 */
export type Term = {
  key: string;
  position: number;
  named: boolean;
};

const runsPattern =
  /(?<spaceless>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+)|(?<word>[\p{L}\p{M}\p{N}]+(?:[.,]\p{N}+|['’][\p{L}\p{M}]+)*)/gu;
const ideographicPattern = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;

const mostQuestionTerms = 64;
/** No language has longer words that matter; what has is no word. */
const longestWord = 64;

const grams = (run: string, size: number): string[] => {
  const characters = [...run];
  if (characters.length <= size) return [characters.join('')];
  return characters
    .slice(0, characters.length - size + 1)
    .map((_, i) => characters.slice(i, i + size).join(''));
};

/** All terms of a text in order, function words included. */
export const allTerms = (text: string): Term[] => {
  const terms: Term[] = [];
  let sentenceStart = true;
  let consumed = 0;
  const normal = text.normalize('NFKC');
  for (const match of normal.matchAll(runsPattern)) {
    if (/[.!?:;]\s/u.test(normal.slice(consumed, match.index))) sentenceStart = true;
    consumed = match.index + match[0].length;
    const word = match.groups?.word;
    if (word === undefined) {
      const size = ideographicPattern.test(match[0]) ? 2 : 3;
      for (const key of grams(match[0], size)) terms.push({ key, position: terms.length, named: false });
      continue;
    }
    const bare = word.replace(/['’]s$/u, '');
    const named = /\p{N}/u.test(bare) || (!sentenceStart && /^\p{Lu}/u.test(bare));
    for (const part of bare.split(/['’]/u)) {
      if (part !== '')
        terms.push({ key: part.slice(0, longestWord).toLowerCase(), position: terms.length, named });
    }
    sentenceStart = false;
  }
  return terms;
};

/** The terms of a question that say what it is about; none of it when it is made of function words alone ("And why?"). */
export const contentTerms = (question: string): Term[] => {
  const terms = allTerms(question.replace(spacelessScaffoldingPattern, ' '));
  const functionWords = functionWordsFor(terms.map((term) => term.key));
  return terms.filter((term) => !functionWords.has(term.key) && (term.named || [...term.key].length > 1));
};

/** What of a question is compared with the material, each term once. A question of function words alone keeps them all. */
export const questionTerms = (question: string): Term[] => {
  const content = contentTerms(question);
  const kept = content.length > 0 ? content : allTerms(question);
  // German writes every noun with a capital: there only numbers are names for certain.
  const capitalsName = languageOf(question) !== 'de';
  const unique = [...new Map(kept.toReversed().map((term) => [term.key, term])).values()].toReversed();
  return bothEnds(unique).map((term) => ({
    ...term,
    named: term.named && (capitalsName || /\p{N}/u.test(term.key)),
  }));
};

/** A long message says what it wants at its beginning or at its end; what lies between would only cost time. */
const bothEnds = (terms: Term[]): Term[] => {
  if (terms.length <= mostQuestionTerms) return terms;
  return [...terms.slice(0, mostQuestionTerms / 2), ...terms.slice(-mostQuestionTerms / 2)];
};

/**
 * How far two terms are the same word: 1 when equal, 0.8 when one is likely an inflection of the other (a long
 * common beginning), otherwise 0. Numbers only match exactly.
 */
export const likeness = (one: string, other: string): number => {
  if (one === other) return 1;
  const longest = Math.max(one.length, other.length);
  if (longest < 4 || /\p{N}/u.test(one)) return 0;
  let common = 0;
  while (common < one.length && common < other.length && one[common] === other[common]) common += 1;
  const needed = longest <= 5 ? longest - 1 : Math.max(4, Math.ceil(longest * 0.66));
  return common >= needed && common >= 3 ? 0.8 : 0;
};
