import { plainSpelling, speltOut } from '@ai-teacher/language/spelling/folding.ts';

/** The Arabic article, which a key has and an answer may lack. */
const articlePattern = /(?<![\p{L}\p{M}])ال(?=\p{L}{2})/gu;

/** Spellings that a search keeps apart and a mark does not: the article of Arabic, and dots of Devanagari. */
const forMarking = (spelling: string): string =>
  spelling.replace(articlePattern, '').replaceAll('\u093c', '').replaceAll('ँ', 'ं');

/**
 * The spellings under which a text is compared: with umlauts spelt out, and without any accent. Two texts are
 * alike when one spelling of each is equal.
 */
export const foldedSpellings = (text: string): readonly [string, string] => [
  forMarking(speltOut(text)),
  forMarking(plainSpelling(text)),
];

/** Whether two texts in lower case differ only in accents, spelt-out umlauts or blanks. */
export const isSpeltAlike = (left: string, right: string): boolean => {
  const [expanded, bare] = foldedSpellings(left).map(withoutBlanks);
  const [otherExpanded, otherBare] = foldedSpellings(right).map(withoutBlanks);
  return expanded === otherExpanded || bare === otherBare;
};

const withoutBlanks = (text: string): string => text.replaceAll(' ', '');
