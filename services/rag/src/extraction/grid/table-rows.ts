import { joinLine } from '@ai-teacher/language/hyphenation.ts';
import type { Line, Table, TextRun } from '../model/page-model.ts';
import type { FoundTable } from './find-tables.ts';
import type { PageRow } from './page-rows.ts';

/** The line of a cell that a run stands in. */
export type CellPlace = {
  readonly table: FoundTable;
  readonly row: number;
  readonly column: number;
  readonly line: number;
};

export type CellLine = { readonly line: Line; readonly cell: CellPlace | undefined };

/** Lines below the last row of a table that continues, such as a footer. */
const maxLinesBelow = 2;

export const cellPlaces = (tables: readonly FoundTable[]): ReadonlyMap<TextRun, CellPlace> => {
  const places = new Map<TextRun, CellPlace>();
  for (const table of tables)
    for (const [row, { cells }] of table.rows.entries())
      for (const [column, lines] of cells.entries())
        for (const [line, { runs }] of lines.entries()) {
          const place = { table, row, column, line };
          for (const { run } of runs) places.set(run, place);
        }
  return places;
};

/** The rows of a page with each row of a table in one piece, which no column of text divides. */
export const withoutCells = (
  rows: readonly PageRow[],
  places: ReadonlyMap<TextRun, CellPlace>,
): readonly PageRow[] =>
  rows.map((row) => {
    const [first] = row.runs;
    if (!first || !row.runs.some(({ run }) => places.has(run))) return row;
    return { ...row, runs: [{ ...first, end: Math.max(...row.runs.map(({ end }) => end)) }] };
  });

/**
 * Writes each row of a table as one line with the titles of its columns: `Planet: Mars; Moons: 2`. So a row
 * says what its cells mean wherever the row is quoted.
 */
export const writeTables = (lines: readonly CellLine[]): Line[] => {
  const tables = Map.groupBy(lines, ({ cell }) => cell?.table);
  const done = new Set<FoundTable>();
  return lines.flatMap(({ line, cell }) => {
    if (cell === undefined) return [line];
    if (done.has(cell.table)) return [];
    done.add(cell.table);
    return writeTable(cell.table, tables.get(cell.table) ?? []);
  });
};

const writeTable = (found: FoundTable, lines: readonly CellLine[]): Line[] => {
  const cellsOf = (row: number) =>
    found.spans.map((_, column) =>
      lines
        .filter(({ cell }) => cell?.row === row && cell.column === column)
        .sort((a, b) => (a.cell?.line ?? 0) - (b.cell?.line ?? 0) || a.line.x - b.line.x),
    );
  const titles = found.titles ?? cellsOf(0).map((cell) => textOf(cell).replace(/\s*:$/u, ''));
  const table = {
    columns: found.spans.map(({ start, end }, column) => ({ start, end, title: titles[column] ?? '' })),
  };
  return found.rows.flatMap(({ isHeader }, row) => {
    const cells = cellsOf(row);
    const all = cells.flat().map(({ line }) => line);
    if (all[0] === undefined) return [];
    const texts = cells.map(textOf);
    const text = isHeader ? texts.filter((title) => title !== '').join(' ') : withTitles(texts, titles);
    const [x, right] = [Math.min(...all.map((line) => line.x)), Math.max(...all.map((line) => line.right))];
    return [{ ...all[0], text, x, right, monospace: false, table }];
  });
};

const textOf = (cell: readonly CellLine[]): string =>
  cell.reduce((text, { line }) => (text === '' ? line.text : joinLine(text, line.text, new Set())), '');

const withTitles = (texts: readonly string[], titles: readonly string[]): string =>
  texts
    .map((text, column) => (titles[column] === '' || text === '' ? text : `${titles[column]}: ${text}`))
    .filter((text) => text !== '')
    .join('; ');

/** The table at the end of a page, whose rows may continue at the top of the next page. */
export const openTable = (lines: readonly Line[]): Table | undefined => {
  const table = lines.findLast((line) => line.table)?.table;
  const end = Math.max(...lines.filter((line) => line.table === table).map(({ y }) => y));
  return table && lines.filter(({ y }) => y > end).length <= maxLinesBelow ? table : undefined;
};
