/**
 * Finds text that reads as other letters than it shows: its fonts name wrong characters, or none. One odd
 * word proves nothing, such as a symbol in front of a list entry. So each sign needs several words of a page.
 */

/** A page as far as this judges it. */
export type JudgedText = {
  readonly lines: readonly { readonly text: string; readonly monospace: boolean }[];
  /** The number of glyphs in words to which the file gives no character. */
  readonly lostGlyphs: number;
};

/** Signs of a page are believed from this number and this share of its words on. */
type Sign = {
  readonly minWords: number;
  readonly minShare: number;
  readonly isIn: (word: string) => boolean;
};

const minLost = 3;
const minLostShare = 0.003;

const indic =
  '\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}';
const matching =
  (pattern: RegExp) =>
  (word: string): boolean =>
    pattern.test(word);

/** A digit of ASCII between letters of one Indic word. Words and numbers have a blank between them. */
const digitInIndicWord = matching(
  new RegExp(`[[${indic}]&&[\\p{L}\\p{M}]][0-9]+[[${indic}]&&[\\p{L}\\p{M}]]`, 'v'),
);
/** A mark without the letter that carries it. A dotted circle carries marks that stand for themselves. */
const markWithoutLetter = matching(
  new RegExp(`^[[${indic}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]&&\\p{M}]`, 'v'),
);
/** Two signs of vowels at one letter. */
const twoVowels = matching(
  /[\u093e-\u094c][\u093e-\u0940\u0943-\u094c]|[\u09be-\u09cc]{2}|[\u0bbe-\u0bcc]{3}|[\u0e34-\u0e39]{2}|[\u0e48-\u0e4b]{2}/u,
);
/** Private characters and the replacement character, inside a word. Alone they are symbols, as are braces. */
const unknownInWord = matching(
  /[\p{L}\p{M}][\p{Co}\ufffd]|[\p{Co}\ufffd][\p{L}\p{M}]|[[\p{Co}\ufffd]--[\uf8e0-\uf8ff]]{3}/v,
);
/** Letters in UTF-8 that were read as Windows-1252: `Ã¶` for `ö`. */
const readAsLatin1 = matching(
  /[\u00c3\u00d8-\u00db][\u00a1-\u00bf\u20ac\u201a-\u203a\u2122\u0152\u0153\u0160\u0161\u0178\u017d\u017e]|\u00e2\u20ac/u,
);

const scripts = [
  'Latin',
  'Cyrillic',
  'Arabic',
  'Hebrew',
  'Armenian',
  'Georgian',
  'Devanagari',
  'Bengali',
  'Tamil',
];
const letterOf = new RegExp(scripts.map((script) => `(\\p{sc=${script}})`).join('|'), 'gu');
/** Letters of two scripts that share no word in any language. */
const twoScripts = (word: string): boolean => {
  let first: number | undefined;
  for (const match of word.matchAll(letterOf)) {
    const script = match.findIndex((group, index) => index > 0 && group !== undefined);
    first ??= script;
    if (script !== first) return true;
  }
  return false;
};

const minLatinLetters = 4;
const latinWordPattern = new RegExp(`^\\p{sc=Latin}{${minLatinLetters},}$`, 'u');
const vowelPattern = /[aeiouyáàâäãåāăąæéèêëēėęěíìîïīįıóòôöõøōőœúùûüūůűųýÿ]/iu;
/** A consonant that carries a syllable of Czech, Slovak or Croatian words, such as `prst` and `vlk`. */
const syllabicPattern = /\p{L}[rlŕĺ](?:\p{L}|$)/iu;
/** A longer Latin word without a vowel, or with a capital behind a small letter. */
const unspeakable = (word: string): boolean =>
  word.length >= minLatinLetters &&
  (!vowelPattern.test(word) || /\p{Ll}\p{Lu}/u.test(word)) &&
  latinWordPattern.test(word);
const isSyllabic = (word: string): boolean => syllabicPattern.test(word) && !/\p{Ll}\p{Lu}/u.test(word);

const signs: readonly Sign[] = [
  { minWords: 2, minShare: 0, isIn: digitInIndicWord },
  { minWords: 2, minShare: 0.01, isIn: markWithoutLetter },
  { minWords: 2, minShare: 0.01, isIn: twoVowels },
  { minWords: 3, minShare: 0.01, isIn: readAsLatin1 },
  { minWords: 3, minShare: 0.05, isIn: twoScripts },
];
/** Characters of unknown words: two words, or one without blanks, because these are unknown as well. */
const minUnknown = 4;
const minUnknownShare = 0.003;
const minUnspeakable = 5;
const minUnspeakableShare = 0.25;

/** Whether some text of a page is lost or reads as other letters. Names in program text need no vowels. */
export const isGarbled = ({ lines, lostGlyphs }: JudgedText): boolean => {
  const characters = lines.reduce((sum, { text }) => sum + text.length, 0);
  if (lostGlyphs >= minLost && lostGlyphs >= (characters + lostGlyphs) * minLostShare) return true;
  const wordsByLine = lines.map(({ text }) => wordsIn(text));
  const words = wordsByLine.flat();
  const prose = wordsByLine.filter((_, index) => !lines[index]?.monospace).flat();
  // None of the signs is in a word of ASCII alone.
  const others = words.filter((word) => /[^\p{ASCII}]/u.test(word));
  const isSeen = ({ minWords, minShare, isIn }: Sign) =>
    others.length >= minWords && others.filter(isIn).length >= Math.max(minWords, words.length * minShare);
  const unknown = others.reduce((sum, word) => sum + (unknownInWord(word) ? word.length : 0), 0);
  if (unknown >= Math.max(minUnknown, characters * minUnknownShare)) return true;
  return signs.some(isSeen) || isMostlyUnspeakable(prose);
};

const wordsIn = (text: string): string[] =>
  text.match(/(?:[\p{L}\p{M}\p{N}\p{Co}\ufffd\u25cc\u00a1-\u00bf\u20ac\u201a-\u2122]|\u200c|\u200d)+/gu) ??
  [];

/** Whether a good part of the words cannot be spoken. Slavic words without vowels alone prove nothing. */
const isMostlyUnspeakable = (words: readonly string[]): boolean => {
  const found = words.filter(unspeakable);
  if (found.length < minUnspeakable) return false;
  const latin = words.filter((word) => latinWordPattern.test(word));
  return found.length >= latin.length * minUnspeakableShare && !found.every(isSyllabic);
};
