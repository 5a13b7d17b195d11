import { drawFigure, FIGURE_HEIGHT } from './figures.ts';
import type { Line } from './line-breaking.ts';
import type { Block } from './manuscript.ts';
import { MEASURE, PAGE, type Press } from './page.ts';
import { layOutTable } from './tables.ts';
import { linesOf, printLines, SMALL, TEXT } from './text-setting.ts';

/** What stands in one piece: it waits for the top of the next page when there is no room for it. */
export type Float = { readonly height: number; readonly draw: () => void };

const BOX_PADDING = 8;
const CAPTION = { x: PAGE.side, width: MEASURE, set: SMALL } as const;

const captionLines = (press: Press, label: string, caption: string): Line[] => {
  const spans = [
    { text: label, style: 'bold' },
    { text: ` ${caption}`, style: 'roman' },
  ] as const;
  return linesOf(press, spans, MEASURE, SMALL);
};

/** A drawing with its caption below. */
export const figureFloat = (
  press: Press,
  label: string,
  block: Extract<Block, { kind: 'figure' }>,
): Float => {
  const caption = captionLines(press, label, block.caption);
  return {
    height: FIGURE_HEIGHT + caption.length * SMALL.leading + 20,
    draw: () => {
      drawFigure(press, block.name, press.y);
      press.y += FIGURE_HEIGHT + 6;
      printLines(press, caption, CAPTION);
      press.y += 14;
    },
  };
};

/** A ruled table with its caption above. */
export const tableFloat = (press: Press, label: string, block: Extract<Block, { kind: 'table' }>): Float => {
  const caption = captionLines(press, label, block.caption);
  const table = layOutTable(press, block.rows);
  return {
    height: caption.length * SMALL.leading + table.height + 22,
    draw: () => {
      press.y += 6;
      printLines(press, caption, CAPTION);
      press.y += 3;
      table.draw();
      press.y += 13;
    },
  };
};

/** A worked example on a tinted ground. */
export const boxFloat = (press: Press, block: Extract<Block, { kind: 'box' }>): Float => {
  const at = { x: PAGE.side + BOX_PADDING, width: MEASURE - 2 * BOX_PADDING, set: TEXT };
  const title = linesOf(press, [{ text: block.title, style: 'bold' }], at.width, TEXT);
  const lines = linesOf(press, block.spans, at.width, TEXT);
  const height = (title.length + lines.length) * TEXT.leading + 2 * BOX_PADDING;
  return {
    height: height + 16,
    draw: () => {
      press.y += 4;
      press.doc.rect(PAGE.side, press.y, MEASURE, height).fill('#eef2f6').fillColor('#000000');
      press.y += BOX_PADDING;
      printLines(press, title, at);
      printLines(press, lines, at);
      press.y += BOX_PADDING + 12;
    },
  };
};
