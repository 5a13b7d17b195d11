import { cleanText } from '@ai-teacher/language/clean-text.ts';
import { withoutInnerSoftHyphens } from '@ai-teacher/language/hyphenation.ts';
import type { Line, LinedPage, RawPage, TextRun } from '../model/page-model.ts';

/** A wider gap between two runs at the same height separates columns or cells, except in program text. */
const maxGapInCharacterHeights = 3;

type GrowingLine = {
  text: string;
  x: number;
  y: number;
  right: number;
  size: number;
  turn: TextRun['turn'];
  monospaceCharacters: number;
};

/** Joins runs to lines, in the order in which the file draws the runs. */
export const toLinedPage = (page: RawPage): LinedPage => {
  const lines: GrowingLine[] = [];
  for (const run of page.runs) {
    const text = cleanText(run.text);
    if (text === '') continue;
    const line = lines.at(-1);
    if (line && text.trim() === '') line.text += ' ';
    else if (line && continues(line, run)) append(line, run, text);
    else if (text.trim() !== '') lines.push(startLine(run, text));
  }
  return { width: page.width, height: page.height, lines: lines.map(finish) };
};

const continues = (line: GrowingLine, run: TextRun): boolean => {
  if (line.turn !== run.turn) return false;
  if (run.turn % 2 === 1) return Math.abs(run.x - line.x) < line.size * 0.5;
  const sameBaseline = Math.abs(run.y - line.y) < Math.max(line.size, run.size) * 0.5;
  if (!sameBaseline) return false;
  const gap = run.rightToLeft ? line.x - (run.x + run.width) : run.x - line.right;
  return gap > -line.size && (run.monospace || gap < line.size * maxGapInCharacterHeights);
};

const startLine = (run: TextRun, text: string): GrowingLine => {
  const monospaceCharacters = run.monospace ? text.length : 0;
  return {
    text,
    x: run.x,
    y: run.y,
    right: run.x + run.width,
    size: run.size,
    turn: run.turn,
    monospaceCharacters,
  };
};

const append = (line: GrowingLine, run: TextRun, text: string): void => {
  const gap = run.x >= line.x ? run.x - line.right : line.x - (run.x + run.width);
  const apart = run.turn % 2 === 0 && gap > Math.max(line.size, run.size) * 0.18;
  const spaced = line.text.endsWith(' ') || text.startsWith(' ');
  line.text += apart && !spaced ? ` ${text}` : text;
  line.x = Math.min(line.x, run.x);
  line.right = Math.max(line.right, run.x + run.width);
  if (run.size > line.size) {
    line.size = run.size;
    line.y = run.y;
  }
  if (run.monospace) line.monospaceCharacters += text.length;
};

const finish = (line: GrowingLine): Line => {
  const text = withoutInnerSoftHyphens(line.text.replace(/ +/g, ' ')).trim();
  const { x, y, right, size, turn } = line;
  return {
    text,
    x,
    y,
    right,
    size,
    turn,
    monospace: line.monospaceCharacters > line.text.length * 0.8,
  };
};
