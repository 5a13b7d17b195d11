import type { ItemSource, SourcePage } from './item-draft.ts';

/**
 * Finds a quote on its page. Blanks and line breaks may differ; everything else is compared as it is. The
 * quote of the result is the page's own text.
 *
 * @returns undefined when the page does not contain the quote.
 */
export const findQuote = (
  { documentId, pageNumber, pageLabel, text }: SourcePage,
  quote: string,
): ItemSource | undefined => {
  const words = quote
    .trim()
    .split(/\s+/u)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  const match = new RegExp(words.join('\\s+'), 'u').exec(text);
  if (match === null || match[0] === '') return undefined;
  const span = { start: match.index, end: match.index + match[0].length };
  return { documentId, pageNumber, pageLabel, span, quote: match[0] };
};
