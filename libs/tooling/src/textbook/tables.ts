import { MEASURE, PAGE, type Press, print, widthOf } from './page.ts';

const SIZE = 9;
const ROW = 14;
const GUTTER = 10;

/** Column widths in proportion to their longest cell, filling the measure. */
const columnWidths = (press: Press, rows: readonly (readonly string[])[]): number[] => {
  const longest = (rows[0] ?? []).map((_, column) =>
    Math.max(
      ...rows.map((row, index) => widthOf(press, row[column] ?? '', index === 0 ? 'bold' : 'roman', SIZE)),
    ),
  );
  const natural = longest.reduce((sum, width) => sum + width + GUTTER, 0);
  if (natural > MEASURE) throw new Error(`a table is ${Math.ceil(natural - MEASURE)} points too wide`);
  const spare = (MEASURE - natural) / longest.length;
  return longest.map((width) => width + GUTTER + spare);
};

/** A ruled table with one line per row and its first row in bold. @throws Error when it is wider than the page. */
export const layOutTable = (
  press: Press,
  rows: readonly (readonly string[])[],
): { height: number; draw: () => void } => {
  const widths = columnWidths(press, rows);
  const rule = (y: number, weight: number): void => {
    press.doc
      .lineWidth(weight)
      .moveTo(PAGE.side, y)
      .lineTo(PAGE.side + MEASURE, y)
      .stroke('#333333');
  };
  const drawRow = (row: readonly string[], head: boolean): void => {
    let x = PAGE.side;
    row.forEach((text, column) => {
      print(press, { text, style: head ? 'bold' : 'roman' }, { x: x + 2, y: press.y + 3, size: SIZE });
      x += widths[column] ?? 0;
    });
    press.y += ROW;
  };
  return {
    height: rows.length * ROW + 2,
    draw: () => {
      rule(press.y, 0.9);
      rows.forEach((row, index) => {
        drawRow(row, index === 0);
        if (index === 0) rule(press.y, 0.5);
      });
      rule(press.y + 1, 0.9);
      press.y += 2;
    },
  };
};
