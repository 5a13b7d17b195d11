export type Piece = { readonly text: string; readonly isQuote: boolean };

/** Words alone, so that other blanks and line ends do not hide a quote. */
const patternOf = (quote: string): RegExp | undefined => {
  const words = quote.trim().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return undefined;
  return new RegExp(words.map((word) => word.replaceAll(/[$()*+.?[\\\]^{|}]/gu, '\\$&')).join('\\s+'), 'u');
};

/** Divides the text of a page around a quote. A quote that is not found leaves one piece. */
export const findQuote = (text: string, quote: string | undefined): readonly Piece[] => {
  const found = quote === undefined ? null : patternOf(quote)?.exec(text);
  if (found == null) return [{ text, isQuote: false }];
  const end = found.index + found[0].length;
  const pieces = [
    { text: text.slice(0, found.index), isQuote: false },
    { text: found[0], isQuote: true },
    { text: text.slice(end), isQuote: false },
  ];
  return pieces.filter((piece) => piece.text !== '');
};
