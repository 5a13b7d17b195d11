import { withoutInvisible } from './invisible-characters.ts';

const ligatures: Readonly<Record<string, string>> = {
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'st',
  ﬆ: 'st',
};

/**
 * The documented normalisation of every stored page: well-formed Unicode, NFC, ligatures spelt out, unseen
 * characters removed, every kind of blank a plain space. Line-end hyphens are joined later, where lines meet.
 */
export const cleanText = (raw: string): string => {
  return withoutInvisible(raw.toWellFormed(), 'page')
    .replace(/[ﬀ-ﬆ]/gu, (ligature) => ligatures[ligature] ?? ligature)
    .replace(/([¨´ˆ˜˚])([A-Za-zı])/g, joinAccent)
    .replace(/[\p{Zs}\t]+/gu, ' ')
    .normalize('NFC');
};

/**
 * Forms of letters that only a place asks for: Hebrew and Arabic letters inside words, punctuation in
 * columns, and the sign of a micrometre.
 */
const presentationFormPattern =
  /[\u00b5\ufb1d-\ufb4f\ufb50-\ufdcf\ufdf0-\ufdff\ufe10-\ufe19\ufe30-\ufe48\ufe70-\ufefc]/gu;

/** Replaces presentation forms by the letters and marks that they present. Other characters stay. */
export const foldPresentationForms = (text: string): string =>
  text.replace(presentationFormPattern, (form) => form.normalize('NFKC').replace(/^ (?=\p{M})/u, ''));

/** A text that people see as one character: a letter with its marks, an emoji with its joiners, a flag. */
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The beginning of a text: at most `max` UTF-16 units, without a part of a grapheme at its end. Only a
 * grapheme that alone exceeds `max` is divided, and never inside a code point.
 */
export const beginningOf = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = graphemes.segment(text).containing(max)?.index ?? 0;
  if (end > 0) return text.slice(0, end);
  const cut = text.slice(0, max);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
};

const combining: Readonly<Record<string, string>> = {
  '¨': '\u0308',
  '´': '\u0301',
  ˆ: '\u0302',
  '˜': '\u0303',
  '˚': '\u030a',
};

/**
 * Some typesetters draw the accent first and the letter over it; the letter and its accent are one character.
 */
const joinAccent = (_pair: string, accent: string, letter: string): string =>
  (letter === 'ı' ? 'i' : letter) + (combining[accent] ?? '');

/** Six capital letters with a blank between any two, or more. A wider blank divides words. */
const capitalsPattern = /(?<![\p{L}\p{N}])\p{Lu}(?: {1,3}\p{Lu}){5,}(?![\p{L}\p{N}])/gu;
const wholeLinePattern = /^\p{L}\p{M}*(?: {1,3}\p{L}\p{M}*){5,}[.!?]?$/u;
/** The keys of exam items (A to F, true and false). */
const keysPattern = /^[A-Fa-fTt ]+$/u;

/**
 * Joins a word that is set wide by blanks between its letters: "G L A C I E R" becomes "GLACIER". Lists of
 * letters stay: the alphabet, and the keys of exam items.
 */
export const joinTrackedLetters = (line: string): string => {
  if (!line.includes(' ')) return line;
  return wholeLinePattern.test(line) ? joined(line) : line.replace(capitalsPattern, joined);
};

const joined = (letters: string): string => {
  if (isListOfLetters(letters)) return letters;
  return letters.replace(/(?<! ) (?! )/g, '').replace(/ +/g, ' ');
};

/** Whether letters stand for themselves: in the order of the alphabet, or as keys. */
export const isListOfLetters = (text: string): boolean => {
  if (keysPattern.test(text)) return true;
  const points = [...text.replaceAll(' ', '').toLowerCase()].map((letter) => letter.codePointAt(0) ?? 0);
  return points.every((point, index) => index === 0 || point === (points[index - 1] ?? 0) + 1);
};
