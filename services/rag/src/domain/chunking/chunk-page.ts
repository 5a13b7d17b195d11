import { countWords } from '@ai-teacher/language/scripts.ts';
import { endsSentence, sentenceSpansOf, type TextSpan } from '@ai-teacher/language/sentences.ts';
import type { ExtractedPage } from '../page.ts';
import type { Chunk } from './chunk.ts';

/**
 * Measured: within a fixed budget, chunks of about 100 words of whole sentences most often contain the full
 * answer.
 */
const wantedWords = 100;
const maxWords = 130;
const minWords = 30;
const maxOverlapWords = 45;

/** Fewer entries on a page under one heading are ordinary text rather than a glossary. */
const minEntries = 3;
const entryPattern = /^[\p{L}\p{N}(][^.!?:;\n]{1,50}(?: ?:| [–—]) \p{L}/u;

type Unit = TextSpan & {
  readonly words: number;
  readonly startsParagraph: boolean;
  /** Whether the unit begins an entry of a glossary: a term, a colon and a meaning. */
  readonly startsEntry: boolean;
  readonly section: number;
};

type SectionSpan = TextSpan & Pick<Unit, 'section'>;

/** A line of a table of contents refers to text and contains no information. */
const leaderLinePattern = /^.*(?:\. ?){5,}.{0,6}$/gmu;

/**
 * Cuts one page into chunks.
 *
 * @param neighbours the previous and the next page, for sentences that cross the page's edge.
 * @param maxCharacters of one chunk, in UTF-16 units.
 */
export const chunkPage = (
  page: ExtractedPage,
  neighbours: { before: ExtractedPage | undefined; after: ExtractedPage | undefined },
  maxCharacters = 2_000,
): Chunk[] => {
  const before = unfinishedEnd(neighbours.before);
  const after = endsSentence(page.text, 'page') ? '' : firstSentence(neighbours.after);
  const groups = sections(unitsOf(page, maxCharacters)).flatMap((units) => pack(units, maxCharacters));
  return groups.map((span, at): Chunk => {
    const carriedOver = [at === 0 ? before : '', at === groups.length - 1 ? after : ''].join(' ').trim();
    return {
      pageNumber: page.number,
      pageLabel: page.label,
      span: { start: span.start, end: span.end },
      text: page.text.slice(span.start, span.end),
      headingPath: page.headings[span.section]?.path ?? [],
      carriedOver,
    };
  });
};

const unitsOf = (page: ExtractedPage, maxCharacters: number): Unit[] => {
  const sectionAt = sectionFinder(page);
  return sentenceSpansOf(page.text.replace(leaderLinePattern, (line) => ' '.repeat(line.length)))
    .flatMap((span) => cutLong(span, page.text))
    .flatMap((span) => cutWide(span, page.text, maxCharacters))
    .map(({ start, end }) => ({
      start,
      end,
      words: countWords(page.text.slice(start, end)),
      startsParagraph: beginsParagraph(page.text, start),
      startsEntry: beginsParagraph(page.text, start) && entryPattern.test(page.text.slice(start, end)),
      section: sectionAt(start),
    }))
    .filter((unit) => unit.words > 0);
};

const beginsParagraph = (text: string, at: number): boolean => {
  return at === 0 || text.startsWith('\n\n', at - 2);
};

/**
 * Cuts a "sentence" without an end (a table, an index) between words, or anywhere in a script without blanks.
 */
const cutLong = ({ start, end }: TextSpan, text: string): TextSpan[] => {
  if (countWords(text.slice(start, end)) <= maxWords) return [{ start, end }];
  const spans: TextSpan[] = [];
  let from = start;
  let words = 0;
  for (const { 0: piece, index } of text.slice(start, end).matchAll(/\S{1,60}\s*/gu)) {
    const count = countWords(piece);
    if (words > 0 && words + count > wantedWords) {
      spans.push(trimSpan(text, from, start + index));
      from = start + index;
      words = 0;
    }
    words += count;
  }
  spans.push(trimSpan(text, from, end));
  return spans;
};

/** Cuts a piece with more characters than a chunk may have: long words, or signs that are no words. */
const cutWide = ({ start, end }: TextSpan, text: string, maxCharacters: number): TextSpan[] => {
  const spans: TextSpan[] = [];
  let from = start;
  while (end - from > maxCharacters) {
    const blank = text.lastIndexOf(' ', from + maxCharacters);
    const wide = blank > from ? blank : from + maxCharacters;
    // The halves of a character outside the basic plane stay together.
    const to = /[\udc00-\udfff]/.test(text[wide] ?? '') ? wide - 1 : wide;
    spans.push(trimSpan(text, from, to));
    from = to + (text[to] === ' ' ? 1 : 0);
  }
  return [...spans, { start: from, end }];
};

/** Units come in order, so the search for the section of a unit goes on where the last search ended. */
const sectionFinder = ({ headings }: ExtractedPage): ((offset: number) => number) => {
  let section = -1;
  return (offset) => {
    while ((headings[section + 1]?.offset ?? Number.POSITIVE_INFINITY) <= offset) section += 1;
    return section;
  };
};

const trimSpan = (text: string, start: number, end: number): TextSpan => {
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
 * In a glossary, each entry is a chunk of its own. A search for its term finds the entry without the weight
 * of its neighbours.
 */
const pack = (units: readonly Unit[], maxCharacters: number): SectionSpan[] => {
  const isGlossary = units.filter((unit) => unit.startsEntry).length >= minEntries;
  if (!isGlossary) return packSentences(units, maxCharacters);
  const entries: Unit[][] = [[]];
  for (const unit of units) {
    if (unit.startsEntry && entries.at(-1)?.length) entries.push([]);
    entries.at(-1)?.push(unit);
  }
  return entries.flatMap((entry) => packSentences(entry, maxCharacters));
};

/** Packs the sentences of one section of a page. The last sentence of a chunk also begins the next chunk. */
const packSentences = (units: readonly Unit[], maxCharacters: number): SectionSpan[] => {
  const groups: Unit[][] = [];
  let group: Unit[] = [];
  for (const unit of units) {
    const words = countUnitWords(group);
    const full = words + unit.words > maxWords || words >= wantedWords;
    const goodBreak = unit.startsParagraph && words >= wantedWords * 0.7;
    const wide = unit.end - (group[0]?.start ?? unit.start) > maxCharacters;
    if (group.length > 0 && (full || goodBreak || wide)) {
      groups.push(group);
      const overlap = overlapOf(group, unit);
      group = unit.end - (overlap[0]?.start ?? unit.start) > maxCharacters ? [] : overlap;
    }
    group.push(unit);
  }
  const last = groups.at(-1);
  const isRest = last && countUnitWords(group.filter((unit) => !last.includes(unit))) < minWords;
  if (isRest && (group.at(-1)?.end ?? 0) - (last[0]?.start ?? 0) <= maxCharacters) last.push(...group);
  else if (group.length > 0) groups.push(group);
  return groups.map((members) => ({
    start: members[0]?.start ?? 0,
    end: members.at(-1)?.end ?? 0,
    section: members[0]?.section ?? -1,
  }));
};

const overlapOf = (group: readonly Unit[], next: Unit): Unit[] => {
  const last = group.at(-1);
  if (!last || group.length < 2 || next.startsParagraph || last.words > maxOverlapWords) return [];
  return [last];
};

const countUnitWords = (units: readonly Unit[]): number => {
  return units.reduce((words, unit) => words + unit.words, 0);
};

const unfinishedEnd = (page: ExtractedPage | undefined): string => {
  if (!page || endsSentence(page.text, 'page')) return '';
  const last = sentenceSpansOf(page.text).at(-1);
  return last ? page.text.slice(last.start, last.end).slice(-maxCarriedCharacters) : '';
};

const firstSentence = (page: ExtractedPage | undefined): string => {
  const first = page && sentenceSpansOf(page.text)[0];
  return first ? page.text.slice(first.start, first.end).slice(0, maxCarriedCharacters) : '';
};

const maxCarriedCharacters = 400;
