import { joinDividedWords } from './hyphenation.ts';
import { withoutInvisible } from './invisible-characters.ts';
import { spacelessScripts } from './scripts.ts';
import { withPlainIndices } from './spelling/folding.ts';

/**
 * Whether a quote stands verbatim in a text, after the normalisation that reading a PDF makes necessary.
 * Compatibility forms (ligatures, full-width letters) become plain ones; raised digits stay, because 10⁸ is
 * not 108. Invisible characters and soft hyphens are removed. Typographic quotation marks and dashes become
 * plain ones. A word divided at a line's end is joined. Any run of white space is one space, and none
 * beside a character of a script that uses no spaces. Case and punctuation count.
 *
 * @returns false for a quote without letters and digits.
 */
export const standsIn = (quote: string, text: string): boolean => {
  const sought = normalised(quote, true);
  if (!/[\p{L}\p{N}]/u.test(sought)) return false;
  return (
    normalised(text, true).includes(sought) || normalised(text, false).includes(normalised(quote, false))
  );
};

/**
 * A slice of a page as people read it: lines joined, divided words whole, the bullet of a list left out.
 * Nothing else changes.
 */
export const readable = (slice: string): string => {
  return joinDividedWords(slice.replace(/\u00ad[^\S\n]*\n?\s*/gu, ''))
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^[•▪◦‣] /u, '');
};

const spaceAmongSpacelessPattern = new RegExp(
  `(?<=[${spacelessScripts}。、，]) | (?=[${spacelessScripts}。、，])`,
  'gu',
);

/** `join` says whether a hyphen at a line's end divides a word, or belongs to it ("well-known"). */
const normalised = (text: string, join: boolean): string => {
  return withoutInvisible(joinDividedWords(withPlainIndices(text), join ? '' : '-'), 'quote')
    .replace(/[“”„‟«»″]/gu, '"')
    .replace(/[‘’‚‛′]/gu, "'")
    .replace(/[‐‑‒–—−]/gu, '-')
    .replace(/\s+/gu, ' ')
    .replace(spaceAmongSpacelessPattern, '')
    .trim();
};

const quotedPattern = /[“"„«](?<quote>[^“”"„«»]{1,1000})[”"»“]/gu;

/**
 * The quotations in a text, without their marks and without the blanks at either end; 1000 characters at most
 * each.
 */
export const quotesIn = (text: string): string[] => {
  return [...text.matchAll(quotedPattern)].map((match) => (match.groups?.quote ?? '').trim());
};

/** The text in quotation marks, by default the English ones; marks inside become single ones. */
export const quoted = (text: string, [open, close]: readonly [string, string] = ['“', '”']): string => {
  return `${open}${text.replace(/[“"](?=\S)/gu, '‘').replace(/[”"]/gu, '’')}${close}`;
};
