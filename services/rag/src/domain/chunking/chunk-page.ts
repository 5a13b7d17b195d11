import { countWords } from '@ai-teacher/language/scripts.ts';
import { endsSentence, sentenceSpansOf } from '@ai-teacher/language/sentences.ts';
import type { Chunk, ExtractedPage, TextSpan } from '../ports.ts';

/** Measured: about 100 words, packed from whole sentences, hold the full answer most often within a fixed budget. */
const wantedWords = 100;
const mostWords = 130;
const fewestWords = 30;
const longestOverlapWords = 45;

/** Entries on a page under one heading from which they are a glossary rather than a habit of writing. */
const fewestEntries = 3;
const entryPattern = /^[\p{L}\p{N}(][^.!?:;\n]{1,50}(?: ?:| [–—]) \p{L}/u;

type Unit = TextSpan & {
  readonly words: number;
  readonly startsParagraph: boolean;
  /** Begins an entry of a glossary: its term, a colon, what it means. */
  readonly startsEntry: boolean;
  readonly section: number;
};

/** A line of a table of contents leads to text and says nothing itself. */
const leaderLinePattern = /^.*(?:\. ?){5,}.{0,6}$/gmu;

/**
 * The chunks of one page.
 *
 * @param neighbours the pages beside it, for sentences that cross the page's edge.
 */
export const chunkPage = (
  page: ExtractedPage,
  neighbours: { before: ExtractedPage | undefined; after: ExtractedPage | undefined },
): Chunk[] => {
  const before = unfinishedEnd(neighbours.before);
  const after = endsSentence(page.text, 'page') ? '' : firstSentence(neighbours.after);
  const groups = sections(unitsOf(page)).flatMap(pack);
  return groups.map((span, at): Chunk => {
    const section = page.headings.findLast((mark) => mark.offset <= span.start);
    const carriedOver = [at === 0 ? before : '', at === groups.length - 1 ? after : ''].join(' ').trim();
    return {
      pageNumber: page.number,
      pageLabel: page.label,
      span: { start: span.start, end: span.end },
      text: page.text.slice(span.start, span.end),
      headingPath: section?.path ?? [],
      carriedOver,
    };
  });
};

const unitsOf = (page: ExtractedPage): Unit[] => {
  return sentenceSpansOf(page.text.replace(leaderLinePattern, (line) => ' '.repeat(line.length)))
    .flatMap((span) => cutLong(span, page.text))
    .map(({ start, end }) => ({
      start,
      end,
      words: countWords(page.text.slice(start, end)),
      startsParagraph: beginsParagraph(page.text, start),
      startsEntry: beginsParagraph(page.text, start) && entryPattern.test(page.text.slice(start, end)),
      section: page.headings.findLastIndex((mark) => mark.offset <= start),
    }))
    .filter((unit) => unit.words > 0);
};

const beginsParagraph = (text: string, at: number): boolean => {
  return at === 0 || text.startsWith('\n\n', at - 2);
};

/** A "sentence" without an end (a table, an index) is cut between words, or anywhere in a script without blanks. */
const cutLong = ({ start, end }: TextSpan, text: string): TextSpan[] => {
  if (countWords(text.slice(start, end)) <= mostWords) return [{ start, end }];
  const spans: TextSpan[] = [];
  let from = start;
  let words = 0;
  for (const { 0: piece, index } of text.slice(start, end).matchAll(/\S{1,60}\s*/gu)) {
    const count = countWords(piece);
    if (words > 0 && words + count > wantedWords) {
      spans.push(trimmed(text, from, start + index));
      from = start + index;
      words = 0;
    }
    words += count;
  }
  spans.push(trimmed(text, from, end));
  return spans;
};

const trimmed = (text: string, start: number, end: number): TextSpan => {
  return { start, end: start + text.slice(start, end).trimEnd().length };
};

const sections = (units: readonly Unit[]): Unit[][] => {
  const groups: Unit[][] = [];
  for (const unit of units) {
    const group = groups.at(-1);
    if (group?.[0]?.section === unit.section) group.push(unit);
    else groups.push([unit]);
  }
  return groups;
};

/**
 * In a glossary each entry is a passage of its own: asked for its term, it must not be thinned out by its neighbours.
 */
const pack = (units: readonly Unit[]): TextSpan[] => {
  const isGlossary = units.filter((unit) => unit.startsEntry).length >= fewestEntries;
  if (!isGlossary) return packSentences(units);
  const entries: Unit[][] = [[]];
  for (const unit of units) {
    if (unit.startsEntry && entries.at(-1)?.length) entries.push([]);
    entries.at(-1)?.push(unit);
  }
  return entries.flatMap(packSentences);
};

/** Packs the sentences of one section of a page, the last sentence of a chunk opening the next one as well. */
const packSentences = (units: readonly Unit[]): TextSpan[] => {
  const groups: Unit[][] = [];
  let group: Unit[] = [];
  for (const unit of units) {
    const words = sum(group);
    const full = words + unit.words > mostWords || words >= wantedWords;
    const goodBreak = unit.startsParagraph && words >= wantedWords * 0.7;
    if (group.length > 0 && (full || goodBreak)) {
      groups.push(group);
      group = overlapOf(group, unit);
    }
    group.push(unit);
  }
  const last = groups.at(-1);
  if (last && sum(group.filter((unit) => !last.includes(unit))) < fewestWords) last.push(...group);
  else if (group.length > 0) groups.push(group);
  return groups.map((members) => ({ start: members[0]?.start ?? 0, end: members.at(-1)?.end ?? 0 }));
};

const overlapOf = (group: readonly Unit[], next: Unit): Unit[] => {
  const last = group.at(-1);
  if (!last || group.length < 2 || next.startsParagraph || last.words > longestOverlapWords) return [];
  return [last];
};

const sum = (units: readonly Unit[]): number => {
  return units.reduce((words, unit) => words + unit.words, 0);
};

const unfinishedEnd = (page: ExtractedPage | undefined): string => {
  if (!page || endsSentence(page.text, 'page')) return '';
  const last = sentenceSpansOf(page.text).at(-1);
  return last ? page.text.slice(last.start, last.end).slice(-mostCarriedCharacters) : '';
};

const firstSentence = (page: ExtractedPage | undefined): string => {
  const first = page && sentenceSpansOf(page.text)[0];
  return first ? page.text.slice(first.start, first.end).slice(0, mostCarriedCharacters) : '';
};

const mostCarriedCharacters = 400;
