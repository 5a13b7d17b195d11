import { breakLines, type Line } from './line-breaking.ts';
import type { Span } from './manuscript.ts';
import { type Press, print, widthOf } from './page.ts';

/** Type size and distance between lines, in points. */
export type Setting = { readonly size: number; readonly leading: number };

export const textStyle: Setting = { size: 10.5, leading: 13.3 };
export const small: Setting = { size: 9, leading: 11.6 };

/** Breaks text to a width in points. */
export const linesOf = (press: Press, spans: readonly Span[], width: number, set: Setting): Line[] =>
  breakLines(spans, width, (text, style) => widthOf(press, text, style, set.size));

/** Prints one line, its gaps stretched to the width unless it is the last of its paragraph (operator Tw). */
const printLine = (press: Press, line: Line, at: { x: number; width: number; set: Setting }): void => {
  const stretch = line.last || line.gaps === 0 ? 0 : (at.width - line.width) / line.gaps;
  press.doc.addContent(`${stretch.toFixed(3)} Tw`);
  let x = at.x;
  for (const run of line.runs) {
    print(press, run, { x, y: press.y, size: at.set.size });
    const gaps = run.text.split(' ').length - 1;
    x += widthOf(press, run.text, run.style, at.set.size) + gaps * stretch;
  }
  press.doc.addContent('0 Tw');
  press.y += at.set.leading;
};

/** Prints lines below the cursor and moves it. */
export const printLines = (
  press: Press,
  lines: readonly Line[],
  at: { x: number; width: number; set: Setting },
): void => {
  for (const line of lines) printLine(press, line, at);
};
