/** A sentence of a passage, as offsets into the passage's own text: a quote is always a slice of it. */
export type Sentence = {
  start: number;
  end: number;
  text: string;
};

const abbreviatedPattern =
  /(?:^|[\s(])(?:\p{Lu}|[A-Z]\.[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|vs|etc|e\.g|i\.e|cf|al|Fig|Figs|Eq|No|Nr|Vol|pp?|Ch|Sec|approx|ca|bzw|usw|vgl|z\.B|d\.h|Abb)\.\s*$/u;
/** Lines of a table of contents, which answer nothing. */
const dotLeaderPattern = /(?:\.\s*){5}/u;
/** A glossary set as one paragraph: the segmenter sees no end before a word in lower case ("… of data. variable: A name …"). */
const glossaryEntryPattern = /(?<=[.!?]["”’)]?) (?=\p{Ll}[\p{L}\p{M} '’-]{1,40}: \p{Lu})/gu;
const longest = 700;

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/**
 * Splits at sentence ends of any script, and at line breaks: the pages of rag are composed so that only blocks, program
 * lines and table lines have breaks. A sentence beyond 700 characters (a list without full stops) is cut at a space, so
 * that a quote stays readable.
 */
export const sentencesOf = (text: string): Sentence[] => {
  const found: Sentence[] = [];
  let blockStart = 0;
  for (const block of text.replace(glossaryEntryPattern, '\n').split('\n')) {
    found.push(...ofBlock(text, block, blockStart));
    blockStart += block.length + 1;
  }
  return found;
};

const ofBlock = (text: string, block: string, offset: number): Sentence[] => {
  const found: Sentence[] = [];
  let start = 0;
  let end = 0;
  const flush = () => {
    for (const [from, to] of cut(block, start, end)) {
      const sentence = trimmed(text, offset + from, offset + to);
      if (sentence !== undefined) found.push(sentence);
    }
    start = end;
  };
  for (const { segment } of segmenter.segment(block.replace(/[\r\u2028\u2029\u0085]/gu, ' '))) {
    end += segment.length;
    // Between "!" and "[" or "=" there is no end of a sentence, whatever the segmenter says.
    const runsOn = /[.!?]$/u.test(segment) && /\S/u.test(block[end] ?? ' ');
    if (!runsOn && !abbreviatedPattern.test(block.slice(start, end))) flush();
  }
  if (end > start) flush();
  return found;
};

function* cut(block: string, start: number, end: number): Generator<[number, number]> {
  let from = start;
  while (end - from > longest) {
    const space = block.lastIndexOf(' ', from + longest);
    const to = space > from ? space : from + longest;
    yield [from, to];
    from = to;
  }
  yield [from, end];
}

const trimmed = (text: string, start: number, end: number): Sentence | undefined => {
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
