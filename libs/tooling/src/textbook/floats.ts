import { drawFigure, figureHeight } from './figures.ts';
import type { Line } from './line-breaking.ts';
import type { Block } from './manuscript.ts';
import { measure, type Press, page } from './page.ts';
import { layOutTable } from './tables.ts';
import { linesOf, printLines, small, textStyle } from './text-setting.ts';

/** A block that must not be split: it moves to the top of the next page when the current one has no room. */
export type Float = { readonly height: number; readonly draw: () => void };

const boxPadding = 8;
const captionStyle = { x: page.side, width: measure, set: small } as const;

const captionLines = (press: Press, label: string, caption: string): Line[] => {
  const spans = [
    { text: label, style: 'bold' },
    { text: ` ${caption}`, style: 'roman' },
  ] as const;
  return linesOf(press, spans, measure, small);
};

/** A drawing with its caption below. */
export const figureFloat = (
  press: Press,
  label: string,
  block: Extract<Block, { kind: 'figure' }>,
): Float => {
  const caption = captionLines(press, label, block.caption);
  return {
    height: figureHeight + caption.length * small.leading + 20,
    draw: () => {
      drawFigure(press, block.name, press.y);
      press.y += figureHeight + 6;
      printLines(press, caption, captionStyle);
      press.y += 14;
    },
  };
};

/** A ruled table with its caption above. */
export const tableFloat = (press: Press, label: string, block: Extract<Block, { kind: 'table' }>): Float => {
  const caption = captionLines(press, label, block.caption);
  const table = layOutTable(press, block.rows);
  return {
    height: caption.length * small.leading + table.height + 22,
    draw: () => {
      press.y += 6;
      printLines(press, caption, captionStyle);
      press.y += 3;
      table.draw();
      press.y += 13;
    },
  };
};

/** A worked example on a tinted ground. */
export const boxFloat = (press: Press, block: Extract<Block, { kind: 'box' }>): Float => {
  const at = { x: page.side + boxPadding, width: measure - 2 * boxPadding, set: textStyle };
  const title = linesOf(press, [{ text: block.title, style: 'bold' }], at.width, textStyle);
  const lines = linesOf(press, block.spans, at.width, textStyle);
  const height = (title.length + lines.length) * textStyle.leading + 2 * boxPadding;
  return {
    height: height + 16,
    draw: () => {
      press.y += 4;
      press.doc.rect(page.side, press.y, measure, height).fill('#eef2f6').fillColor('#000000');
      press.y += boxPadding;
      printLines(press, title, at);
      printLines(press, lines, at);
      press.y += boxPadding + 12;
    },
  };
};
