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

/** What people see as one character: a letter with its marks, an emoji with its joiners, a flag. */
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
