import { spacelessScripts } from './scripts.ts';

const hyphenAtEndPattern = /[-\u2010\u00ad]$/u;
const lineEndHyphenPattern = /(\p{L}[\p{L}\p{M}]*)([-\u2010\u00ad])$/u;
/** Longer words are compared with the vocabulary by their end. */
const maxWordCharacters = 200;
const wordPattern = /\p{L}[\p{L}\p{M}]*(?:[-\u2010]\p{L}[\p{L}\p{M}]*)*/gu;

/** Words of the document as they stand inside lines; the evidence for what a broken word was. */
export type Vocabulary = ReadonlySet<string>;

/**
 * Collects the words of a document, in lower case and with plain hyphens.
 *
 * @param lines the lines of all pages; the first half of a word that a line's end breaks is left out.
 */
export const collectVocabulary = (lines: Iterable<string>): Vocabulary => {
  const words = new Set<string>();
  for (const line of lines) {
    // Most lines end without a hyphen, and the longer pattern begins at each of their letters.
    const whole = hyphenAtEndPattern.test(line) ? line.replace(lineEndHyphenPattern, '') : line;
    for (const [word] of whole.matchAll(wordPattern)) words.add(plain(word));
  }
  return words;
};

/**
 * Joins a line to the text before it. A word broken at the line's end becomes whole again; a compound keeps
 * its hyphen when the document writes it with one elsewhere, or when both halves are words and the whole is
 * not.
 */
export const joinLine = (text: string, next: string, vocabulary: Vocabulary): string => {
  // The text grows line by line, so only its end is searched.
  const broken = hyphenAtEndPattern.test(text.slice(-1))
    ? lineEndHyphenPattern.exec(text.slice(-maxWordCharacters))
    : null;
  const right = /^\p{L}[\p{L}\p{M}]*/u.exec(next)?.[0];
  if (!broken || right === undefined) return needsNoSpace(text, next) ? text + next : `${text} ${next}`;
  const [, left = '', hyphen = '-'] = broken;
  const stem = text.slice(0, -hyphen.length);
  return hyphen !== '\u00ad' && keepsHyphen(left, right, vocabulary) ? `${stem}-${next}` : stem + next;
};

const keepsHyphen = (left: string, right: string, vocabulary: Vocabulary): boolean => {
  if (/^\p{Lu}/u.test(right)) return true;
  const whole = plain(left + right);
  if (vocabulary.has(whole)) return false;
  if (vocabulary.has(plain(`${left}-${right}`))) return true;
  const halvesAreWords = vocabulary.has(plain(left)) && vocabulary.has(plain(right));
  return halvesAreWords && left.length >= 3 && right.length >= 3;
};

const plain = (word: string): string => {
  return word.toLowerCase().replaceAll('\u2010', '-');
};

/** East Asian punctuation and full-width forms need no blank beside them either. Chinese quotes are curly. */
const spaceless = `[${spacelessScripts}\\u3000-\\u303f\\uff00-\\uffef]`;
const spacelessEndPattern = new RegExp(`${spaceless}[”’]{0,2}$`, 'u');
const spacelessStartPattern = new RegExp(`^[“‘]{0,2}${spaceless}`, 'u');

const needsNoSpace = (text: string, next: string): boolean => {
  return spacelessEndPattern.test(text.slice(-4)) && spacelessStartPattern.test(next);
};

/**
 * A soft hyphen inside a line divides no word; one at the line's end stays as evidence for joining the lines.
 */
export const withoutInnerSoftHyphens = (line: string): string => {
  return line.replace(/\u00ad(?=.)/g, '');
};

const dividedWordPattern = /(\p{L})[-\u2010]\n\s*(\p{Ll})/gu;

/**
 * Joins the words that a line break divides after a hyphen, where a small letter follows.
 *
 * @param hyphen what stands between the halves: nothing for a divided word, `-` for a compound
 * ("well-known").
 */
export const joinDividedWords = (text: string, hyphen: '' | '-' = ''): string => {
  return text.replace(dividedWordPattern, `$1${hyphen}$2`);
};
