import type { LinedPage } from '../model/page-model.ts';

const lineEndHyphenPattern = /(\p{L}[\p{L}\p{M}]*)([-\u2010\u00ad])$/u;
const wordPattern = /\p{L}[\p{L}\p{M}]*(?:[-\u2010]\p{L}[\p{L}\p{M}]*)*/gu;

/** Words of the document as they stand inside lines; the evidence for what a broken word was. */
export type Vocabulary = ReadonlySet<string>;

export const collectVocabulary = (pages: readonly LinedPage[]): Vocabulary => {
  const words = new Set<string>();
  for (const page of pages) {
    for (const line of page.lines) {
      for (const [word] of line.text.replace(lineEndHyphenPattern, '').matchAll(wordPattern))
        words.add(plain(word));
    }
  }
  return words;
};

/**
 * Joins a line to the text before it. A word broken at the line's end becomes whole again; a compound keeps its
 * hyphen when the document writes it with one elsewhere, or when both halves are words and the whole is not.
 */
export const joinLine = (text: string, next: string, vocabulary: Vocabulary): string => {
  const broken = lineEndHyphenPattern.exec(text);
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

const spacelessEndPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]$/u;
const spacelessStartPattern =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]/u;

const needsNoSpace = (text: string, next: string): boolean => {
  return spacelessEndPattern.test(text) && spacelessStartPattern.test(next);
};
