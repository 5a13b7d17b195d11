import type { Line, LinedPage } from '../model/page-model.ts';
import { findPrintedNumbers, type PrintedNumbers } from './printed-numbers.ts';

/** A line counts as a running line when it has the same height on this many pages. */
const minPages = 3;
const maxEdgeRows = 3;
const bandPoints = 4;

type Edge = 'top' | 'bottom';

type Row = {
  readonly pageIndex: number;
  readonly edge: Edge;
  readonly band: number;
  readonly text: string;
  readonly lines: readonly Line[];
};

export type WithoutRunningLines = {
  readonly pages: readonly LinedPage[];
  /** The printed number of each page from its running lines; undefined when no credible number is printed. */
  readonly printedNumbers: readonly (string | undefined)[];
};

/**
 * Headers, footers and page numbers repeat at one height at the edge of many pages. A row is dropped in three
 * cases: its wording without numbers repeats at that height; it contains the page's printed number, as other
 * rows at that height do; or it repeats a title of the outline at the height of other running lines. Rows are
 * judged from the edge inwards.
 */
export const dropRunningLines = (
  pages: readonly LinedPage[],
  labels: readonly (string | undefined)[],
  outlineTitles: ReadonlySet<string>,
): WithoutRunningLines => {
  const edges = pages.map((page, pageIndex) => ({
    top: edgeRows(page, pageIndex, 'top'),
    bottom: edgeRows(page, pageIndex, 'bottom'),
  }));
  const printed = findPrintedNumbers(
    edges.flatMap(({ top, bottom }) => [...top.slice(0, 2), ...bottom.slice(0, 2)]),
  );
  const dropped = new Set<Line>();
  const printedNumbers: (string | undefined)[] = pages.map(() => undefined);
  // The bottom comes first, because page numbers are more reliable there than at the top.
  for (const edge of ['bottom', 'top'] as const) {
    let open = edges.map((rows) => rows[edge]);
    for (let depth = 0; depth < maxEdgeRows; depth += 1) {
      const rows = open.flatMap((candidates) => candidates[depth] ?? []);
      const running = judge(rows, labels, printed, outlineTitles);
      const lines = new Set([...running].flatMap((row) => row.lines));
      if (running.size === 0 || emptiesMostPages(pages, dropped, lines)) break;
      for (const line of lines) dropped.add(line);
      for (const row of running) printedNumbers[row.pageIndex] ??= printed.in(row);
      const continuing = new Set([...running].map((row) => row.pageIndex));
      open = open.filter(([first]) => first !== undefined && continuing.has(first.pageIndex));
    }
  }
  const kept = pages.map((page) => ({ ...page, lines: page.lines.filter((line) => !dropped.has(line)) }));
  return { pages: kept, printedNumbers };
};

/** Pages with the same few lines have little content; their lines are not headers, so dropping stops here. */
const emptiesMostPages = (
  pages: readonly LinedPage[],
  dropped: ReadonlySet<Line>,
  more: ReadonlySet<Line>,
): boolean => {
  const hasText = (page: LinedPage, without: (line: Line) => boolean) =>
    page.lines.some((line) => !without(line));
  const before = pages.filter((page) => hasText(page, (line) => dropped.has(line)));
  const after = before.filter((page) => hasText(page, (line) => dropped.has(line) || more.has(line)));
  return after.length < before.length / 2;
};

const edgeRows = (page: LinedPage, pageIndex: number, edge: Edge): Row[] => {
  const upright = page.lines.filter((line) => line.turn === 0);
  const sorted = upright.sort((a, b) => (edge === 'top' ? a.y - b.y : b.y - a.y));
  const rows: Line[][] = [];
  for (const line of sorted) {
    const row = rows.at(-1);
    if (row?.[0] && Math.abs(row[0].y - line.y) < 2) row.push(line);
    else if (rows.length === maxEdgeRows) break;
    else rows.push([line]);
  }
  return rows.map((lines) => ({
    pageIndex,
    edge,
    band: Math.round((lines[0]?.y ?? 0) / bandPoints),
    text: [...lines]
      .sort((a, b) => a.x - b.x)
      .map((line) => line.text)
      .join(' '),
    lines,
  }));
};

const judge = (
  rows: readonly Row[],
  labels: readonly (string | undefined)[],
  printed: PrintedNumbers,
  outlineTitles: ReadonlySet<string>,
): Set<Row> => {
  const wordings = new BandTally(rows, (row) => signature(row.text));
  const numbered = rows.filter(
    (row) => (printed.in(row) ?? ownLabel(row, labels[row.pageIndex])) !== undefined,
  );
  const numberBands = new BandTally(numbered, () => 'numbered');
  const running = new Set(
    rows.filter(
      (row) =>
        wordings.near(row) >= minPages || (numbered.includes(row) && numberBands.near(row) >= minPages),
    ),
  );
  const runningBands = new BandTally([...running], () => 'running');
  for (const row of rows) {
    if (runningBands.near(row) >= minPages && outlineTitles.has(bareTitle(row.text))) running.add(row);
  }
  return running;
};

/**
 * Counts rows of one kind by height. A height also matches its two neighbours, so rounding cannot split a
 * band.
 */
class BandTally {
  readonly #counts = new Map<string, number>();
  readonly #kindOf: (row: Row) => string;

  constructor(rows: readonly Row[], kindOf: (row: Row) => string) {
    this.#kindOf = kindOf;
    for (const row of rows) {
      const key = `${row.band} ${kindOf(row)}`;
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  near(row: Row): number {
    const kind = this.#kindOf(row);
    return [-1, 0, 1].reduce((sum, step) => sum + (this.#counts.get(`${row.band + step} ${kind}`) ?? 0), 0);
  }
}

/**
 * Wording without its numbers, arabic or roman: "12 Chapter 1. The way" and "14 Chapter 1. The way" are the
 * same.
 */
const signature = (text: string): string => {
  return text
    .toLowerCase()
    .replace(/\p{N}+/gu, '#')
    .replace(/(?<![\p{L}])[ivxlcdm]+(?![\p{L}])/gu, '#')
    .replace(/\s+/g, ' ');
};

/** A title as a header may repeat it: lower case, without section numbers and page numbers. */
export const bareTitle = (text: string): string => {
  return text
    .toLowerCase()
    .replace(/^(chapter|section|kapitel|appendix|part)?\s*[\p{N}.]*\.?\s+/u, '')
    .replace(/\s+\p{N}+$/u, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
};

/** The declared label of a row's page, when it is the first or the last word of the row. */
const ownLabel = (row: Row, label: string | undefined): string | undefined => {
  const tokens = row.text.split(/[\s|·•–—]+/u).filter((token) => token !== '');
  return [tokens[0], tokens.at(-1)].find(
    (token) => label !== undefined && token?.toLowerCase() === label.toLowerCase(),
  );
};
