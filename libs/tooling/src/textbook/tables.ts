import { measure, type Press, page, print, widthOf } from './page.ts';

const size = 9;
const rowHeight = 14;
const gutter = 10;

/** Column widths in proportion to their longest cell, filling the measure. */
const columnWidths = (press: Press, rows: readonly (readonly string[])[]): number[] => {
  const longest = (rows[0] ?? []).map((_, column) =>
    Math.max(
      ...rows.map((row, index) => widthOf(press, row[column] ?? '', index === 0 ? 'bold' : 'roman', size)),
    ),
  );
  const natural = longest.reduce((sum, width) => sum + width + gutter, 0);
  if (natural > measure) throw new Error(`a table is ${Math.ceil(natural - measure)} points too wide`);
  const spare = (measure - natural) / longest.length;
  return longest.map((width) => width + gutter + spare);
};

/**
 * A ruled table with one line per row and its first row in bold.
 *
 * @throws Error when it is wider than the page.
 */
export const layOutTable = (
  press: Press,
  rows: readonly (readonly string[])[],
): { height: number; draw: () => void } => {
  const widths = columnWidths(press, rows);
  const rule = (y: number, weight: number): void => {
    press.doc
      .lineWidth(weight)
      .moveTo(page.side, y)
      .lineTo(page.side + measure, y)
      .stroke('#333333');
  };
  const drawRow = (row: readonly string[], head: boolean): void => {
    let x = page.side;
    row.forEach((text, column) => {
      print(press, { text, style: head ? 'bold' : 'roman' }, { x: x + 2, y: press.y + 3, size: size });
      x += widths[column] ?? 0;
    });
    press.y += rowHeight;
  };
  return {
    height: rows.length * rowHeight + 2,
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
