import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { stemOf } from '@ai-teacher/language/stems.ts';
import { termKeyOf } from '@ai-teacher/language/words.ts';
import { correct, incorrect, unanswered, undecided, type Verdict } from './verdict.ts';
import { compareNumbers } from './words/compare-numbers.ts';
import { foldedSpellings, isSpeltAlike } from './words/fold-answer.ts';
import { negations } from './words/negations.ts';
import { termWords } from './words/normalise-answer.ts';

/**
 * Misspelt letters by the length of the key. Shorter keys resemble too many other words to be accepted by a
 * rule, so a teacher decides about one more letter than the rule accepts.
 */
const allowedEdits = [
  { minLetters: 9, accepted: 2, maxUndecided: 3 },
  { minLetters: 5, accepted: 1, maxUndecided: 2 },
  { minLetters: 3, accepted: 0, maxUndecided: 1 },
];
const noEdits = { accepted: 0, maxUndecided: 0 };
/** Each character of a script without blanks is a word or a syllable. */
const spacelessEdits = { accepted: 0, maxUndecided: 1 };
/** A compound that begins with the key, such as “Zirruswolke” for “Zirrus”. */
const minCompoundLetters = 4;

/** Signs and words between alternatives. */
const alternativePattern =
  /[,;/|،、,]|(?<![\p{L}\p{M}])(?:or|and|oder|und|ou|et|o|y|e|या|और|أو|و)(?![\p{L}\p{M}])|或|和/iu;

export type ClozeReference = { stem: string; key: string; confusable: readonly string[] };

type Compared = { given: string; expected: string; others: readonly string[] };

/**
 * Accepts the key in any case, with or without an article, in singular or plural, with umlauts spelt out,
 * without accents, or with its kind when the stem names the kind. Accepts a small misspelling of the key
 * unless another term is as similar. Never accepts a different number. A response that resembles the
 * key in another way waits for the teacher.
 */
export const gradeCloze = (response: string, { stem, key, confusable }: ClozeReference): Verdict => {
  const compared: Compared = {
    given: termWords(response).join(' '),
    expected: termWords(key).join(' '),
    others: confusable.map((other) => termWords(other).join(' ')),
  };
  const { given, expected, others } = compared;
  if (expected === '') return gradeSign(response, key);
  if (given === '') return unanswered;
  if (given === expected) return correct;
  if (others.includes(given)) return incorrect;
  const numbers = compareNumbers(given, expected);
  if (numbers !== 'equal') return numbers === 'unclear' ? undecided : incorrect;
  if (isSameTerm(given, expected)) return correct;
  if (isSpeltAlike(given, expected))
    return others.some((other) => isSpeltAlike(given, other)) ? undecided : misspelt(key);
  return gradeWithMoreWords(response, { ...compared, stem }) ?? gradeMisspelling(key, compared);
};

/** A key without letters and digits, such as “+”, which only a teacher can have written. */
const gradeSign = (response: string, key: string): Verdict => {
  const given = response.normalize('NFKC').trim();
  if (given === '') return unanswered;
  return given === key.normalize('NFKC').trim() ? correct : undecided;
};

const misspelt = (key: string): Verdict => ({
  decided: true,
  share: 1,
  remark: `This answer is correct. The correct spelling is “${key}”.`,
});

/** Singular and plural, and numbers of equal value: the numbers were compared before. */
const isSameTerm = (given: string, expected: string): boolean =>
  termKeyOf(given) === termKeyOf(expected) || withoutNumbers(given) === withoutNumbers(expected);

const withoutNumbers = (text: string): string =>
  text
    .split(' ')
    .filter((word) => !/\p{N}/u.test(word))
    .join(' ');

/**
 * Judges a response with more words than the key, or fewer: the key with its kind, a part of the key, or the
 * key in a sentence.
 *
 * @returns undefined when neither text contains the other.
 */
const gradeWithMoreWords = (
  response: string,
  { given, expected, others, stem }: Compared & { stem: string },
): Verdict | undefined => {
  const stemWords = new Set(termWords(stem).map(stemOf));
  const inStem = (word: string): boolean => stemWords.has(stemOf(word));
  const more = wordsBeyond(given, expected);
  if (more !== undefined) {
    if (more.some((word) => negations.has(word))) return incorrect;
    if (alternativePattern.test(response))
      return others.some((other) => wordsBeyond(given, other) !== undefined) ? incorrect : undecided;
    return more.every(inStem) ? correct : undecided;
  }
  const left = wordsBeyond(expected, given);
  if (left !== undefined) return given.split(' ').every(inStem) ? incorrect : undecided;
  return isPartOfCompound(given, expected) || isPartOfCompound(expected, given) ? undecided : undefined;
};

/** The words of `longer` around the words of `shorter`; undefined when it does not contain them in order. */
const wordsBeyond = (longer: string, shorter: string): string[] | undefined => {
  const words = longer.split(' ');
  const sought = shorter.split(' ').map(bareSpelling);
  const bare = words.map(bareSpelling);
  const at = bare.findIndex((_, start) => sought.every((word, offset) => bare[start + offset] === word));
  return at < 0 ? undefined : [...words.slice(0, at), ...words.slice(at + sought.length)];
};

const bareSpelling = (word: string): string => stemOf(foldedSpellings(word)[0]);

const isPartOfCompound = (part: string, whole: string): boolean => {
  if (isSpaceless(part)) return part.length >= 2 && whole.includes(part);
  const [start, text] = [foldedSpellings(part)[0], foldedSpellings(whole)[0]];
  return start.length >= minCompoundLetters && text.startsWith(start) && text.length <= start.length * 3;
};

const gradeMisspelling = (key: string, { given, expected, others }: Compared): Verdict => {
  const { accepted, maxUndecided } = editsFor(expected);
  const distance = distanceOf(given, expected, maxUndecided);
  if (distance > maxUndecided) return sameWords(given, expected) ? undecided : incorrect;
  const nearest = Math.min(...others.map((other) => distanceOf(given, other, distance)), distance + 1);
  if (nearest < distance) return incorrect;
  return nearest === distance || distance > accepted ? undecided : misspelt(key);
};

const editsFor = (expected: string): { accepted: number; maxUndecided: number } => {
  const letterCount = Array.from(expected).length;
  if (isSpaceless(expected)) return letterCount < 2 ? noEdits : spacelessEdits;
  return allowedEdits.find(({ minLetters }) => letterCount >= minLetters) ?? noEdits;
};

/** The smaller distance of both foldings. */
const distanceOf = (left: string, right: string, limit: number): number => {
  const [expanded, bare] = foldedSpellings(left);
  const [otherExpanded, otherBare] = foldedSpellings(right);
  return Math.min(editDistance(expanded, otherExpanded, limit), editDistance(bare, otherBare, limit));
};

/** The words of the key in another order. */
const sameWords = (given: string, expected: string): boolean => {
  const sorted = (text: string): string => text.split(' ').map(bareSpelling).sort().join(' ');
  return expected.includes(' ') && given.length <= expected.length + 10 && sorted(given) === sorted(expected);
};
