/** An address that a renderer would turn into a link; the full stop after it belongs to the sentence. */
const addressPattern = /(?:(?:https?|ftp):\/\/|www\.)[^\s<>"'`[\]{}()]*[^\s<>"'`[\]{}().,;:!?]/giu;

/**
 * Escapes what a renderer of Markdown or HTML would take for markup, so that it shows the text as it is: no
 * character is lost. An element, a mark of a citation, a link, a span of code and an entity begin with a
 * character reference. An address is shown as code. Plain text such as `x < y` or `f_1` stays as it is.
 */
export const escapeQuote = (quote: string): string => {
  let shown = '';
  let end = 0;
  for (const { 0: address, index } of quote.matchAll(addressPattern)) {
    shown += `${escapeText(quote.slice(end, index))}\`${address}\``;
    end = index + address.length;
  }
  return shown + escapeText(quote.slice(end));
};

const escapeText = (text: string): string =>
  text
    .replace(/&(?=#?[a-z0-9]{1,32};)/giu, '&amp;')
    .replace(/<(?=[a-z/!?]|$)/giu, '&lt;')
    .replace(/(?<=!)\[|\[(?=\^?\s*\d)/gu, '&#91;')
    .replace(/\](?=[([:]|$)/gu, '&#93;')
    .replaceAll('`', '&#96;');
