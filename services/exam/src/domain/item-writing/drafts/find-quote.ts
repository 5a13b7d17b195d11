import type { ItemSource, SourcePage } from './item-draft.ts';

/**
 * Finds a quote in a text. Blanks and line breaks may differ; everything else is compared as it is.
 *
 * @returns the offset and the text's own words; undefined when the text does not contain the quote.
 */
export const findIn = (text: string, quote: string): { start: number; found: string } | undefined => {
  const words = quote
    .trim()
    .split(/\s+/u)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  const match = new RegExp(words.join('\\s+'), 'u').exec(text);
  return match === null || match[0] === '' ? undefined : { start: match.index, found: match[0] };
};

/**
 * Finds a quote on its page, as `findIn` does. The quote of the result is the page's own text.
 *
 * @returns undefined when the page does not contain the quote.
 */
export const findQuote = (
  { documentId, pageNumber, pageLabel, text }: SourcePage,
  quote: string,
): ItemSource | undefined => {
  const place = findIn(text, quote);
  if (place === undefined) return undefined;
  const { start, found } = place;
  return { documentId, pageNumber, pageLabel, span: { start, end: start + found.length }, quote: found };
};
