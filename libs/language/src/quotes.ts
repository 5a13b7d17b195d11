/**
 * Whether a quote stands verbatim in a text, after the normalisation that reading a PDF makes necessary:
 * compatibility forms (ligatures, full-width letters) become plain ones, invisible characters and soft hyphens go,
 * typographic quotation marks and dashes become plain ones, a word divided at a line's end is joined, and any
 * run of white space is one space (none beside a character of a script that uses no spaces). Case and punctuation count.
 */
export const standsIn = (quote: string, text: string): boolean => {
  const sought = normalised(quote, true);
  if (!/[\p{L}\p{N}]/u.test(sought)) return false;
  return (
    normalised(text, true).includes(sought) || normalised(text, false).includes(normalised(quote, false))
  );
};

/** A slice of a page as people read it: lines joined, divided words whole, the bullet of a list left out, nothing else changed. */
export const readable = (slice: string): string => {
  return slice
    .replace(/\u00ad[^\S\n]*\n?\s*/gu, '')
    .replace(dividedPattern, '$1$2')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^[•▪◦‣] /u, '');
};

const dividedPattern = /(\p{L})[-\u2010]\n\s*(\p{Ll})/gu;
const invisiblePattern = /[\p{Cf}\u00ad]/gu;
const noSpaces =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const spaceAmongSpacelessPattern = new RegExp(`(?<=[${noSpaces}。、，]) | (?=[${noSpaces}。、，])`, 'gu');

/** `join` says whether a hyphen at a line's end divides a word, or belongs to it ("well-known"). */
const normalised = (text: string, join: boolean): string => {
  return text
    .normalize('NFKC')
    .replace(dividedPattern, join ? '$1$2' : '$1-$2')
    .replace(invisiblePattern, '')
    .replace(/[“”„‟«»″]/gu, '"')
    .replace(/[‘’‚‛′]/gu, "'")
    .replace(/[‐‑‒–—−]/gu, '-')
    .replace(/\s+/gu, ' ')
    .replace(spaceAmongSpacelessPattern, '')
    .trim();
};
