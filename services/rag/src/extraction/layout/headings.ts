import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import type { HeadingMark, Line, LinedPage, OutlineEntry } from '../model/page-model.ts';
import { bareTitle } from './running-lines.ts';

export type PlacedHeading = {
  readonly pageIndex: number;
  readonly lineIndex: number;
  readonly path: readonly string[];
};

/**
 * Places each outline entry at its line: at the line with the title's wording, otherwise at the height of its
 * destination, otherwise at the top of the page.
 */
export const placeOutline = (
  outline: readonly OutlineEntry[],
  pages: readonly LinedPage[],
): PlacedHeading[] => {
  const placed = outline.flatMap((entry) => {
    const page = pages[entry.pageIndex];
    return page
      ? [
          {
            pageIndex: entry.pageIndex,
            lineIndex: lineOf(entry, page.lines),
            path: entry.path,
          },
        ]
      : [];
  });
  return placed.sort((a, b) => a.pageIndex - b.pageIndex || a.lineIndex - b.lineIndex);
};

const lineOf = (entry: OutlineEntry, lines: readonly Line[]): number => {
  const title = bareTitle(entry.path.at(-1) ?? '');
  const wanted = title === '' ? -1 : lines.findIndex((line) => titleMatches(bareTitle(line.text), title));
  if (wanted >= 0) return wanted;
  const { y } = entry;
  const below = y === undefined ? 0 : lines.findIndex((line) => line.y >= y - line.size * 0.2);
  return below < 0 ? Math.max(0, lines.length - 1) : below;
};

const minFirstLineCharacters = 12;

/**
 * A long title may be broken over two lines, so a line also matches when it is the beginning of the title.
 */
const titleMatches = (line: string, title: string): boolean => {
  return line === title || (line.length >= minFirstLineCharacters && title.startsWith(`${line} `));
};

const minHeadingSizeRatio = 1.15;
const maxHeadingCharacters = 120;
const maxLevels = 4;

/**
 * Infers headings from their size, for files without an outline: the largest is a chapter, the next a
 * section.
 */
export const inferHeadings = (pages: readonly LinedPage[]): PlacedHeading[] => {
  const body = bodySize(pages);
  const candidates = pages.flatMap((page, pageIndex) =>
    page.lines.flatMap((line, lineIndex) =>
      isHeading(line, body) ? [{ pageIndex, lineIndex, line, size: Math.round(line.size) }] : [],
    ),
  );
  const sizes = [...new Set(candidates.map((candidate) => candidate.size))].sort((a, b) => b - a);
  const path: string[] = [];
  const placed: PlacedHeading[] = [];
  for (const { pageIndex, lineIndex, line, size } of candidates) {
    const level = Math.min(sizes.indexOf(size), maxLevels - 1);
    const last = placed.at(-1);
    const continued =
      last?.pageIndex === pageIndex && last.lineIndex === lineIndex - 1 && path.length === level + 1;
    path.splice(continued ? level + 1 : level);
    path[level] = continued ? `${path[level]} ${line.text}` : line.text;
    const titles = Array.from(path, (title) => title ?? '').filter((title) => title !== '');
    if (continued) placed.pop();
    placed.push({
      pageIndex,
      lineIndex: continued ? (last?.lineIndex ?? lineIndex) : lineIndex,
      path: titles,
    });
  }
  return placed;
};

/** A full stop, a comma or a semicolon of any script. Headings may ask a question. */
const endOfTextPattern = new RegExp(
  `[[${sentenceEnds},;\\u060c\\u061b\\u3001\\uff0c\\uff1b]--[!?؟！？]]$`,
  'v',
);

const isHeading = (line: Line, body: number): boolean => {
  return (
    line.turn === 0 &&
    line.size >= body * minHeadingSizeRatio &&
    line.text.length <= maxHeadingCharacters &&
    /\p{L}\p{M}*\p{L}/u.test(line.text) &&
    !endOfTextPattern.test(line.text)
  );
};

const bodySize = (pages: readonly LinedPage[]): number => {
  const characters = new Map<number, number>();
  for (const line of pages.flatMap((page) => page.lines)) {
    const size = Math.round(line.size * 2) / 2;
    characters.set(size, (characters.get(size) ?? 0) + line.text.length);
  }
  return [...characters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
};

/**
 * Offsets at which heading paths begin on one page. Offset 0 continues the last path of the previous pages.
 */
export const headingMarks = (
  placed: readonly PlacedHeading[],
  pageIndex: number,
  lineOffsets: readonly number[],
): HeadingMark[] => {
  const inherited = placed.findLast((heading) => heading.pageIndex < pageIndex);
  const marks: HeadingMark[] = [{ offset: 0, path: inherited?.path ?? [] }];
  for (const heading of placed) {
    if (heading.pageIndex !== pageIndex) continue;
    const offset = lineOffsets[heading.lineIndex] ?? 0;
    if (marks.at(-1)?.offset === offset) marks.pop();
    marks.push({ offset, path: heading.path });
  }
  return marks;
};
