/** Spellings of one word that a keyboard or a habit makes different. */

const expansions: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };
const ligatures: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  þ: 'th',
  ð: 'd',
};

/** Accents of Latin, Greek and Cyrillic, vowel marks of Arabic and Hebrew, and the dot of Devanagari. */
const markPattern = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640\u093c]/gu;

const withoutMarks = (text: string): string =>
  text
    .normalize('NFD')
    .replace(markPattern, '')
    .normalize('NFC')
    .replace(/[ßæœøłđıþð]/gu, (letter) => ligatures[letter] ?? letter)
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/ى/gu, 'ي')
    .replace(/ة/gu, 'ه')
    .replace(/(?<![\p{L}\p{M}])ال(?=\p{L}{2})/gu, '')
    .replace(/ँ/gu, 'ं')
    .replace(/ς/gu, 'σ');

/**
 * The spellings under which a text in lower case is compared: with umlauts spelt out, and without any accent.
 * Two texts are alike when one spelling of each is equal.
 */
export const foldedSpellings = (text: string): readonly [string, string] => {
  const composed = text.normalize('NFC');
  return [
    withoutMarks(composed.replace(/[äöüåø]/gu, (letter) => expansions[letter] ?? letter)),
    withoutMarks(composed),
  ];
};

/** Whether two texts in lower case differ only in accents, spelt-out umlauts or blanks. */
export const isSpeltAlike = (left: string, right: string): boolean => {
  const [expanded, bare] = foldedSpellings(left).map(withoutBlanks);
  const [otherExpanded, otherBare] = foldedSpellings(right).map(withoutBlanks);
  return expanded === otherExpanded || bare === otherBare;
};

const withoutBlanks = (text: string): string => text.replaceAll(' ', '');
