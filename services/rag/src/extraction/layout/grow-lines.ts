import { findTables, hasRunningText, runsOf } from '../grid/find-tables.ts';
import { pageRows } from '../grid/page-rows.ts';
import { type CellPlace, cellPlaces, withoutCells } from '../grid/table-rows.ts';
import { findColumns, mayBeApart } from '../grid/text-columns.ts';
import type { Table, TextColumn, TextRun } from '../model/page-model.ts';

/** A wider gap between two runs at the same height separates columns or cells, except in program text. */
const maxGapInCharacterHeights = 3;
/** The same for left-to-right text that is drawn towards the left. */
const maxGapBackwards = 1;
/** Runs of one line may overlap by this share of their size. */
const maxOverlap = 0.5;

/** Fewer rows with texts side by side are no columns and no table. */
const minRows = 3;
/** Rows follow each other within this distance, in sizes. */
const maxRowStep = 4;

export type GrowingLine = {
  readonly runs: TextRun[];
  x: number;
  y: number;
  right: number;
  size: number;
  readonly turn: TextRun['turn'];
  readonly place: Place;
};

/** The column of text or the cell that a run stands in. Lines do not leave their place. */
type Place = { readonly column?: TextColumn | undefined; readonly cell?: CellPlace | undefined };

/**
 * Joins runs to lines. Columns of text and cells of tables that are drawn side by side are taken apart.
 *
 * @param open the table at the end of the page before.
 */
export const growAcrossColumns = (
  runs: readonly TextRun[],
  isMirrored: boolean,
  open: Table | undefined,
): GrowingLine[] => {
  const lines = growLines(runs, () => nowhere);
  if (rowsSideBySide(lines) < (open ? 1 : minRows)) return lines;
  const placeOf = findPlaces(runs, isMirrored, open);
  return placeOf === undefined ? lines : growLines(runs, placeOf);
};

const nowhere: Place = {};

type PlaceOf = (run: TextRun) => Place;

/** Tables are found across the page, and inside the columns of text. */
const findPlaces = (
  runs: readonly TextRun[],
  isMirrored: boolean,
  open: Table | undefined,
): PlaceOf | undefined => {
  const rows = pageRows(runs, isMirrored);
  const tables = findTables(rows, open);
  const first = findColumns(rows, isMirrored);
  if (first === undefined)
    return tables.length === 0 ? undefined : withCells(cellPlaces(tables), () => undefined);
  // A seeming row across columns of text may be lines of text side by side.
  const wide = tables.filter((table) => !hasRunningText(table) || !runsOf(table).some((run) => first(run)));
  const cells = cellPlaces(wide);
  const columnOf = findColumns(withoutCells(rows, cells), isMirrored) ?? (() => undefined);
  const columns = Map.groupBy(
    runs.filter((run) => columnOf(run) && !cells.has(run)),
    (run) => `${columnOf(run)?.region} ${columnOf(run)?.index}`,
  );
  const narrow = [...columns.values()].flatMap((own) => findTables(pageRows(own, isMirrored), undefined));
  return withCells(cellPlaces([...wide, ...narrow]), columnOf);
};

const withCells =
  (cells: ReadonlyMap<TextRun, CellPlace>, columnOf: (run: TextRun) => TextColumn | undefined): PlaceOf =>
  (run) => ({ cell: cells.get(run), column: columnOf(run) });

/** The number of rows, one below the other, that have texts side by side. */
const rowsSideBySide = (lines: readonly GrowingLine[]): number => {
  let [rows, longest, y] = [0, 0, Number.NEGATIVE_INFINITY];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (!(before && isBeside(before, line)) && !hasGap(line)) continue;
    const step = Math.abs(line.y - y);
    if (step > line.size * maxRowStep) rows = 0;
    if (step > line.size * 0.5) rows += 1;
    longest = Math.max(longest, rows);
    y = line.y;
  }
  return longest;
};

const hasGap = ({ runs }: GrowingLine): boolean => {
  for (let at = 1; at < runs.length; at += 1)
    if (mayBeApart(runs[at - 1] as TextRun, runs[at] as TextRun)) return true;
  return false;
};

const isBeside = (line: GrowingLine, other: GrowingLine): boolean =>
  Math.abs(line.y - other.y) < line.size && (other.x >= line.right || other.right <= line.x);

const growLines = (runs: readonly TextRun[], placeOf: PlaceOf): GrowingLine[] => {
  const lines: GrowingLine[] = [];
  for (const run of runs) {
    const line = lines.at(-1);
    const isBlank = run.text.trim() === '';
    const place = isBlank && line ? line.place : placeOf(run);
    if (line && isSamePlace(line.place, place) && continues(line, run)) append(line, run, isBlank);
    else if (!isBlank) lines.push(startLine(run, place));
  }
  return lines;
};

const isSamePlace = (a: Place, b: Place): boolean =>
  a.cell === b.cell && a.column?.region === b.column?.region && a.column?.index === b.column?.index;

const continues = (line: GrowingLine, run: TextRun): boolean => {
  if (line.turn !== run.turn) return false;
  if (run.turn % 2 === 1) return Math.abs(run.x - line.x) < line.size * 0.5;
  if (!isLevel(line, run)) return false;
  const forwards = run.x - line.right;
  if (forwards > -line.size) return run.monospace || forwards < line.size * maxGapInCharacterHeights;
  const backwards = line.x - (run.x + run.width);
  const maxGap = run.rightToLeft ? maxGapInCharacterHeights : maxGapBackwards;
  if (backwards > -line.size * maxOverlap) return backwards < line.size * maxGap;
  return run.x > line.x && isFree(line, run);
};

const isLevel = (line: Pick<GrowingLine, 'y' | 'size'>, run: Pick<TextRun, 'y' | 'size'>): boolean =>
  Math.abs(run.y - line.y) < Math.max(line.size, run.size) * 0.5;

/** Whether a run fills a gap between the runs of its line. */
const isFree = ({ runs }: GrowingLine, run: TextRun): boolean =>
  runs.every((other) => {
    const overlap = Math.min(other.x + other.width, run.x + run.width) - Math.max(other.x, run.x);
    return overlap < run.size * 0.1 || other.text.trim() === '';
  });

const startLine = (run: TextRun, place: Place): GrowingLine => {
  const { x, y, size, turn } = run;
  return { runs: [run], x, y, right: run.x + run.width, size, turn, place };
};

const append = (line: GrowingLine, run: TextRun, isBlank: boolean): void => {
  line.runs.push(run);
  if (isBlank) return;
  line.x = Math.min(line.x, run.x);
  line.right = Math.max(line.right, run.x + run.width);
  if (run.size > line.size) {
    line.size = run.size;
    line.y = run.y;
  }
};

/** Right-to-left lines are drawn in pieces in any order: pieces side by side are one line. */
export const joinNeighbours = (lines: readonly GrowingLine[]): GrowingLine[] => {
  const joined: GrowingLine[] = [];
  for (const line of lines) {
    const neighbour = joined.findLast((other) => isNeighbour(other, line));
    if (neighbour) for (const run of line.runs) append(neighbour, run, run.text.trim() === '');
    else joined.push(line);
  }
  return joined;
};

const isNeighbour = (line: GrowingLine, other: GrowingLine): boolean => {
  if (line.turn !== 0 || other.turn !== 0 || !isLevel(line, other)) return false;
  if (!isSamePlace(line.place, other.place)) return false;
  const gap = Math.max(line.x, other.x) - Math.min(line.right, other.right);
  return gap > -line.size * maxOverlap && gap < line.size * maxGapBackwards;
};
