import { runsOnAfterStop } from './sentences/inner-full-stops.ts';
import { closingMarks, sentenceEnds } from './sentences/sentence-ends.ts';

/** A part of a text as offsets in UTF-16 units; `end` is the offset after the last character. */
export type TextSpan = { readonly start: number; readonly end: number };

/** A sentence with its span. A quote of a page is always a slice of the page's own text. */
export type Sentence = TextSpan & { readonly text: string };

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/** Behind the blanks that follow a mark of the Tibetan script, which the Unicode rules do not know. */
const tibetanBorderPattern = /(?<=[\u0f0d-\u0f12]\s+)(?=\S)/u;

/** French sets a blank before a closing guillemet, and the Unicode rules divide there. */
const closingGuillemetPattern = /^[»›](?:\s+|$)/u;

/**
 * The pieces between the sentence ends of the Unicode rules (UAX 29) and of Tibetan, blanks included. A
 * closing guillemet belongs to the piece before it.
 */
export function* piecesOf(text: string): Generator<TextSpan> {
  let open: TextSpan | undefined;
  for (const { index, segment } of segmenter.segment(text)) {
    let start = index;
    for (const piece of segment.split(tibetanBorderPattern)) {
      const closing = closingGuillemetPattern.exec(piece)?.[0].length ?? 0;
      if (open && open.end + closing > open.start) yield { start: open.start, end: open.end + closing };
      open = { start: open ? start + closing : start, end: start + piece.length };
      start += piece.length;
    }
  }
  if (open && open.end > open.start) yield open;
}

/**
 * Joins each piece with the next one while `goesOn` says that the sentence is not finished.
 *
 * @param goesOn receives the sentence so far and the last piece of it.
 */
export function* joinPieces<Piece extends TextSpan>(
  pieces: Iterable<Piece>,
  goesOn: (sentence: TextSpan, last: Piece) => boolean,
): Generator<TextSpan> {
  let open: TextSpan | undefined;
  for (const piece of pieces) {
    const sentence: TextSpan = { start: open?.start ?? piece.start, end: piece.end };
    if (goesOn(sentence, piece)) {
      open = sentence;
    } else {
      open = undefined;
      yield sentence;
    }
  }
  if (open) yield open;
}

const commonAbbreviations = 'Mr|Mrs|Ms|Dr|Prof|St|Fig|Figs|Eq|No|Vol|Ch|Sec|approx|e\\.g|i\\.e|cf|vs';

/**
 * Builds the pattern for a text whose last full stop belongs to an abbreviation and ends no sentence.
 *
 * @param more alternatives beside the abbreviations that all three rule sets know.
 * @param before characters other than a blank that may stand before the abbreviation, for a character class.
 */
export const abbreviationAtEnd = (
  more: string,
  { before, flags }: { before: string; flags: string },
): RegExp => new RegExp(`(?:^|[\\s${before}])(?:${commonAbbreviations}|${more})\\.\\s*$`, flags);

const abbreviationInPassage = abbreviationAtEnd(
  'Jr|Sr|Eqs|Ed|pp?|al|ca|Abb|Nr|Bd|bzw|z\\.\\s?B|d\\.\\s?h|u\\.\\s?a|vgl|\\p{Lu}',
  { before: '([', flags: 'u' },
);

/**
 * The sentences that chunks are packed from: spans of the text without the blanks at either end. A line break
 * always ends a sentence, because only blocks, program lines and table lines of a composed page have line
 * breaks.
 *
 * @returns spans in order that do not overlap; every character except blanks lies in one of them.
 */
export const sentenceSpansOf = (text: string): TextSpan[] => {
  const pieces = [...piecesOf(text)].flatMap(({ start, end }) => {
    const segment = text.slice(start, end);
    const body = segment.trim();
    const from = start + segment.length - segment.trimStart().length;
    return body === '' ? [] : [{ start: from, end: from + body.length, body, segment }];
  });
  const goesOn = (
    { start, end }: TextSpan,
    { body, segment }: { readonly body: string; readonly segment: string },
  ) =>
    !segment.includes('\n') &&
    (abbreviationInPassage.test(body) || runsOnAfterStop(text.slice(start, end), followingOf(text, end)));
  return [...joinPieces(pieces, goesOn)];
};

const maxFollowingCharacters = 200;
const followingOf = (text: string, end: number): string =>
  text.slice(end, end + maxFollowingCharacters).trimStart();

const abbreviationInQuote = abbreviationAtEnd(
  'Jr|Sr|etc|al|pp?|ca|Nr|bzw|usw|vgl|z\\.B|d\\.h|Abb|\\p{Lu}|[A-Z]\\.[A-Z]',
  { before: '(', flags: 'u' },
);
/** Lines of a table of contents, which answer nothing. */
const dotLeaderPattern = /(?:\.\s*){5}/u;
/**
 * A glossary as one paragraph: Unicode sees no end before a word in lower case ("… of data. variable: A name
 * …").
 */
const glossaryEntryPattern = /(?<=[.!?]["”’)]?) (?=\p{Ll}[\p{L}\p{M} '’-]{1,40}: \p{Lu})/gu;
const maxQuotableCharacters = 700;

/**
 * The sentences that an answer may quote. Splits at sentence ends of any script, and at line breaks: the
 * pages of rag are composed so that only blocks, program lines and table lines have breaks. A sentence beyond
 * 700 characters (a list without full stops) is cut at a blank, so that a quote stays readable. Leaves out
 * lines of a table of contents, indexes and pieces without letters or digits.
 *
 * @returns sentences in order; `text` is the slice of the input at the span.
 */
export const quotableSentencesOf = (text: string): Sentence[] => {
  const found: Sentence[] = [];
  let blockStart = 0;
  for (const block of text.replace(glossaryEntryPattern, '\n').split('\n')) {
    for (const span of spansOfBlock(block)) {
      for (const [from, to] of cutAtBlanks(block, span)) {
        const sentence = quotable(text, blockStart + from, blockStart + to);
        if (sentence) found.push(sentence);
      }
    }
    blockStart += block.length + 1;
  }
  return found;
};

const spansOfBlock = (block: string): Iterable<TextSpan> => {
  const pieces = piecesOf(block.replace(/[\r\u2028\u2029\u0085]/gu, ' '));
  return joinPieces(pieces, ({ start, end }) => {
    const sentence = block.slice(start, end);
    // Between "!" and "[" or "=" no sentence ends, although the Unicode rules end one.
    const runsOn = /[.!?]$/u.test(sentence) && /\S/u.test(block[end] ?? ' ');
    return runsOn || abbreviationInQuote.test(sentence) || runsOnAfterStop(sentence, followingOf(block, end));
  });
};

function* cutAtBlanks(block: string, { start, end }: TextSpan): Generator<[number, number]> {
  let from = start;
  while (end - from > maxQuotableCharacters) {
    const blank = block.lastIndexOf(' ', from + maxQuotableCharacters);
    const to = blank > from ? blank : from + maxQuotableCharacters;
    yield [from, to];
    from = to;
  }
  yield [from, end];
}

const quotable = (text: string, start: number, end: number): Sentence | undefined => {
  const slice = text.slice(start, end);
  const body = slice.trim();
  if (!/[\p{L}\p{N}]/u.test(body) || dotLeaderPattern.test(body) || isIndex(body)) return undefined;
  const from = start + slice.indexOf(body);
  return { start: from, end: from + body.length, text: body };
};

/** An index at the end of a book: every few words a page number. */
const isIndex = (text: string): boolean => {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const numbers = words.filter((word) => /^\p{N}+$/u.test(word)).length;
  return numbers >= 6 && numbers * 3 > words.length;
};

/** Marks after which a sentence may continue. They end a line or a passage like a full stop. */
const colons = ':;\u061b\uff1a\uff1b';

/** French sets a blank before a closing guillemet. */
const endPattern = (more = '', behind = ''): RegExp =>
  new RegExp(`[${sentenceEnds}${more}](?:[${closingMarks}]| [»›])*${behind}$`, 'u');

/** The marks that end a sentence, for each use of the result. */
const endings = {
  /** The text of a page, before a chunk or the next page follows. */
  page: endPattern(`${colons}…`, '\\s*'),
  /** A line of a page. */
  line: endPattern(colons),
  /** A sentence that an answer may quote. */
  quote: endPattern(colons),
  /** A sentence of prose. */
  prose: endPattern(),
} as const;

/** Whether the text ends where a sentence ends. The README lists how the uses differ. */
export const endsSentence = (text: string, use: keyof typeof endings): boolean => endings[use].test(text);
