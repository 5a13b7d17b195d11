import { type PageRow, type PlacedRun, textOf } from './page-rows.ts';

/** The texts of a row between wide gaps. */
export type Cell = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly runs: readonly PlacedRun[];
};

/** One row of a page, cut into cells. Undefined cells are empty. */
export type CellRow = {
  readonly y: number;
  readonly size: number;
  readonly cells: readonly (Cell | undefined)[];
};

export type Span = { readonly start: number; readonly end: number };

/** Rows that stand in the same columns. */
export type Grid = { readonly spans: readonly Span[]; readonly rows: readonly CellRow[] };

/** A wider gap, in sizes, separates two cells. */
const minCellGap = 0.9;
/** The distance of two columns, in sizes. */
const minColumnGap = 0.5;
/** A cell may stand beside its column, in sizes. */
const maxBeside = 1;
/** Rows of a table follow each other within this distance, in sizes. */
const maxRowStep = 3.5;
/** Rows from which the number of columns is read. */
const maxSampleRows = 8;
const leaderPattern = /(?:\.\s?){4,}/u;

export const toCells = ({ runs, size }: PageRow): Cell[] => {
  const groups: PlacedRun[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const placed of runs) {
    if (placed.start - end > size * minCellGap || groups.length === 0) groups.push([placed]);
    else groups.at(-1)?.push(placed);
    end = Math.max(end, placed.end);
  }
  return groups.map((group) => cellOf(group));
};

const cellOf = (runs: readonly PlacedRun[]): Cell => ({
  start: Math.min(...runs.map(({ start }) => start)),
  end: Math.max(...runs.map(({ end }) => end)),
  text: textOf(runs),
  runs,
});

type CutRow = { readonly row: PageRow; readonly cells: readonly Cell[] };

/**
 * Reads the rows from a row on as a grid, as far as they fit into the same columns.
 *
 * @returns undefined when fewer than two rows have the same columns.
 */
export const readGrid = (rows: readonly CutRow[], from: number): Grid | undefined => {
  const width = usualWidth(rows.slice(from, from + maxSampleRows));
  if (width < 2) return undefined;
  const first = spansOf(rows.slice(from), width);
  if (first === undefined) return undefined;
  let spans: readonly Span[] = first;
  const found: CellRow[] = [];
  for (let at = from; at < rows.length; at += 1) {
    const { row, cells } = rows[at] as CutRow;
    const before = rows[at - 1]?.row;
    if (found.length > 0 && before && row.y - before.y > Math.max(row.size, before.size) * maxRowStep) break;
    if (cells.length === 0 || cells.some(({ text }) => leaderPattern.test(text))) break;
    const placed = placeCells(cells, spans, row.size);
    if (placed === undefined) break;
    spans = placed.spans;
    found.push({ y: row.y, size: row.size, cells: placed.cells });
  }
  return found.length < 2 ? undefined : { spans, rows: found };
};

/** The number of cells that most rows with several cells have. */
const usualWidth = (rows: readonly CutRow[]): number => {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  counts.delete(1);
  return [...counts].sort(([a, x], [b, y]) => y - x || b - a)[0]?.[0] ?? 0;
};

/** The columns of the first row with all cells. */
const spansOf = (rows: readonly CutRow[], width: number): readonly Span[] | undefined =>
  rows.find(({ cells }) => cells.length === width)?.cells;

/** Gives each cell its column, and each column the width of its cells. Cells do not cross columns. */
const placeCells = (
  cells: readonly Cell[],
  spans: readonly Span[],
  size: number,
): { cells: (Cell | undefined)[]; spans: Span[] } | undefined => {
  const placed: (Cell | undefined)[] = spans.map(() => undefined);
  for (const cell of cells) {
    const column = columnFor(
      cell,
      spans,
      cells.length === spans.length ? cells.indexOf(cell) : undefined,
      size,
    );
    if (column === undefined) return undefined;
    const other = placed[column];
    placed[column] = other ? cellOf([...other.runs, ...cell.runs]) : cell;
  }
  const wider = spans.map((span, index) => {
    const cell = placed[index];
    return cell
      ? { start: Math.min(span.start, cell.start), end: Math.max(span.end, cell.end) }
      : { start: span.start, end: span.end };
  });
  const isApart = wider.every((span, index) => {
    const next = wider[index + 1];
    return next === undefined || next.start - span.end >= size * minColumnGap;
  });
  return isApart ? { cells: placed, spans: wider } : undefined;
};

const columnFor = (
  cell: Cell,
  spans: readonly Span[],
  position: number | undefined,
  size: number,
): number | undefined => {
  const touched = spans.flatMap((span, index) => (gapBetween(cell, span) < 0 ? [index] : []));
  if (touched.length > 1) return undefined;
  if (touched[0] !== undefined) return touched[0];
  if (position !== undefined) return position;
  const near = spans.findIndex((span) => gapBetween(cell, span) < size * maxBeside);
  return near < 0 ? undefined : near;
};

const gapBetween = (a: Span, b: Span): number => Math.max(a.start - b.end, b.start - a.end);
