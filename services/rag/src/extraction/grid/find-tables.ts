import type { Table, TextRun } from '../model/page-model.ts';
import { median, type PageRow } from './page-rows.ts';
import { type Cell, type CellRow, type Grid, readGrid, type Span, toCells } from './table-cells.ts';
import { isRunningText } from './text-columns.ts';

/** A row of a table: the lines of each cell. */
type TableRow = { readonly isHeader: boolean; readonly cells: readonly (readonly Cell[])[] };
export type FoundTable = {
  readonly spans: readonly Span[];
  readonly rows: readonly TableRow[];
  /** The titles of the columns when the header is on a page before. */
  readonly titles: readonly string[] | undefined;
};

const minBodyRows = 2;
const maxHeaderLines = 3;
/** The share of lines in which a column of a table has a cell. */
const minFilledShare = 0.4;
const maxTitleCharacters = 60;
/** The share of the cells of a column that are numbers, in a column of numbers. */
const minNumberShare = 0.7;
/** The share of the cells of a column that begin, end or have their middle at one place. */
const minAlignedShare = 0.6;
const maxShift = 0.6;
/** A line of a cell is nearer to the line above than rows are to each other. */
const maxLineStep = 1.4;
const minRowStepRatio = 1.25;
/** A table continues when its columns stand at the same places on the next page, in sizes. */
const maxColumnShift = 1;
/** Rows above a table that continues, such as the header of the page. */
const maxRowsAbove = 3;

/** The pattern takes long for longer texts. */
const maxNumberCharacters = 40;
const numberPattern = /^[^\p{L}]*\p{Nd}[^\p{L}]*(?:\p{L}{1,3})?$|^[ivxlc]{1,6}$|^[–—−-]$/iu;
const letterPattern = /\p{L}/u;

/**
 * Finds the tables of a page: rows with cells in the same columns below a header. A header is known by its
 * words above numbers, or by its font.
 *
 * @param open the table at the end of the page before, whose rows may go on.
 */
export const findTables = (rows: readonly PageRow[], open: Table | undefined): FoundTable[] => {
  const cut = rows.map((row) => ({ row, cells: isProgram(row) ? [] : toCells(row) }));
  const tables: FoundTable[] = [];
  for (let at = 0; at < cut.length; ) {
    const grid = (cut[at]?.cells.length ?? 0) > 1 ? readGrid(cut, at) : undefined;
    const table =
      grid && isTable(grid)
        ? (toTable(grid) ?? continued(grid, at <= maxRowsAbove ? open : undefined))
        : undefined;
    if (table) tables.push(table);
    at += table && grid ? grid.rows.length : 1;
  }
  return tables;
};

/** Whether a column of the table is text rather than cells. */
export const hasRunningText = ({ spans, rows }: FoundTable): boolean =>
  spans.some((_, column) =>
    isRunningText(rows.flatMap(({ cells }) => cells[column]?.map(({ text }) => text) ?? [])),
  );

export const runsOf = ({ rows }: FoundTable): TextRun[] =>
  rows.flatMap(({ cells }) => cells.flat().flatMap(({ runs }) => runs.map(({ run }) => run)));

const isProgram = ({ runs }: PageRow): boolean => runs.every(({ run }) => run.monospace);

const cellsIn = (rows: readonly CellRow[], column: number): Cell[] =>
  rows.flatMap(({ cells }) => cells[column] ?? []);

const isTable = ({ spans, rows }: Grid): boolean => {
  const columns = spans.map((_, column) => cellsIn(rows, column));
  const running = columns.filter((cells) => isRunningText(cells.map(({ text }) => text)));
  const ragged = columns.filter((cells) => !isAligned(cells, rows[0]?.size ?? 10));
  return running.length < 2 && ragged.length < 2;
};

const isAligned = (cells: readonly Cell[], size: number): boolean =>
  [
    cells.map(({ start }) => start),
    cells.map(({ end }) => end),
    cells.map(({ start, end }) => (start + end) / 2),
  ].some((places) => {
    const usual = median(places) ?? 0;
    const near = places.filter((place) => Math.abs(place - usual) < size * maxShift);
    return near.length >= places.length * minAlignedShare;
  });

/** A grid whose first lines are a header. */
const toTable = (grid: Grid): FoundTable | undefined => {
  const lines = Math.max(headerAboveNumbers(grid), headerInItsFont(grid));
  const body = grid.rows.slice(lines);
  if (lines === 0 || lines > maxHeaderLines || body.length < minBodyRows) return undefined;
  if (grid.spans.some((_, column) => cellsIn(body, column).length < body.length * minFilledShare))
    return undefined;
  const header = grid.rows.slice(0, lines);
  const cells = grid.spans.map((_, column) => cellsIn(header, column));
  if (!cells.every((lines, column) => isTitle(lines) || (column === 0 && lines.length === 0)))
    return undefined;
  return { spans: grid.spans, rows: [{ isHeader: true, cells }, ...bodyRows(body)], titles: undefined };
};

const isTitle = (lines: readonly Cell[]): boolean => {
  const text = lines.map((line) => line.text).join(' ');
  return letterPattern.test(text) && text.length <= maxTitleCharacters && !/[.!;]$/u.test(text);
};

const isNumber = ({ text }: Cell): boolean => text.length <= maxNumberCharacters && numberPattern.test(text);

/** The number of lines above the first number in a column of numbers. */
const headerAboveNumbers = ({ spans, rows }: Grid): number => {
  const firsts = spans.flatMap((_, column) => {
    const first = rows.findIndex(({ cells }) => cells[column] !== undefined && isNumber(cells[column]));
    const body = first < 0 ? [] : cellsIn(rows.slice(first), column);
    const isOfNumbers =
      body.length >= minBodyRows && body.filter(isNumber).length >= body.length * minNumberShare;
    return isOfNumbers ? [first] : [];
  });
  return firsts.length === 0 ? 0 : Math.min(...firsts);
};

/** The number of lines in a font that no later line has. */
const headerInItsFont = ({ rows }: Grid): number => {
  const fonts = rows.map(
    ({ cells }) => new Set(cells.flatMap((cell) => cell?.runs.map(({ run }) => run.font) ?? [])),
  );
  const [first] = fonts[0] ?? [];
  if (first === undefined || fonts[0]?.size !== 1) return 0;
  const lines = fonts.findIndex((own) => own.size !== 1 || !own.has(first));
  return lines > 0 && fonts.slice(lines).every((own) => !own.has(first)) ? lines : 0;
};

/** Joins the lines of a cell, which begin in the column or above a column that is empty. */
const bodyRows = (lines: readonly CellRow[]): TableRow[] => {
  const steps = lines.slice(1).map((line, index) => line.y - (lines[index]?.y ?? line.y));
  const usual = median(steps) ?? 0;
  const rows: Cell[][][] = [];
  for (const [index, line] of lines.entries()) {
    const step = steps[index - 1] ?? Number.POSITIVE_INFINITY;
    const isNear = step <= line.size * maxLineStep;
    const hasNumber = line.cells.some((cell) => cell && isNumber(cell));
    const isRest = isNear && ((line.cells[0] === undefined && !hasNumber) || step * minRowStepRatio < usual);
    const row = rows.at(-1);
    if (row && isRest) for (const [column, cell] of line.cells.entries()) cell && row[column]?.push(cell);
    else rows.push(line.cells.map((cell) => (cell ? [cell] : [])));
  }
  return rows.map((cells) => ({ isHeader: false, cells }));
};

/** Rows without a header, in the columns of the table that ended the page before. */
const continued = (grid: Grid, open: Table | undefined): FoundTable | undefined => {
  if (open?.columns.length !== grid.spans.length) return undefined;
  const size = grid.rows[0]?.size ?? 10;
  const fits = grid.spans.every(({ start, end }, index) => {
    const column = open.columns[index];
    const shift = column ? Math.min(Math.abs(column.start - start), Math.abs(column.end - end)) : size * 2;
    return shift < size * maxColumnShift;
  });
  const titles = open.columns.map(({ title }) => title);
  return fits ? { spans: grid.spans, rows: bodyRows(grid.rows), titles } : undefined;
};
