import { joinLine, type Vocabulary } from '@ai-teacher/language/hyphenation.ts';
import { endsSentence } from '@ai-teacher/language/sentences.ts';
import type { Line, LinedPage } from '../model/page-model.ts';
import { spacelessBorder } from './spaceless-borders.ts';

export type ComposedText = {
  readonly text: string;
  /** The offset in the text at which each line of the input begins, in the same order. */
  readonly lineOffsets: readonly number[];
};

/** The end of a line in a table of contents: dots that lead to a page number. */
const leaderPattern = /(?:\.\s?){4,}\s*\S{1,6}$/u;

/**
 * Composes running text from lines in reading order. Separates blocks by one blank line and lines of program
 * text by a line break. Joins other lines with a space, or joins the halves of a broken word.
 */
export const composePage = (
  { lines: shown, rightToLeft, width }: Pick<LinedPage, 'lines' | 'rightToLeft' | 'width'>,
  vocabulary: Vocabulary,
): ComposedText => {
  const lines = rightToLeft ? shown.map(mirrored) : shown;
  const pitch = usualPitch(lines);
  let text = '';
  const lineOffsets: number[] = [];
  let blockLeft = 0;
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    const border = spacelessBorder({ lines, width }, index);
    const newBlock =
      !previous ||
      startsBlock(previous, line, pitch) ||
      (border === undefined ? endsShort(lines, index - 1) : border === 'paragraph') ||
      line.text.startsWith('•');
    if (newBlock && !(previous?.monospace && line.monospace && line.x > blockLeft)) blockLeft = line.x;
    const written = line.monospace ? indentation(line, blockLeft) + line.text : line.text;
    if (!previous) text = written;
    else if (line.table && line.table === previous.table) text += `\n${written}`;
    else if (newBlock) text += `\n\n${written}`;
    else if (line.monospace || leaderPattern.test(previous.text)) text += `\n${written}`;
    else if (border === 'phrase') text += ` ${written}`;
    else text = joinLine(text, line.text, vocabulary);
    lineOffsets.push(Math.max(0, text.length - line.text.length));
  }
  return { text, lineOffsets };
};

/** Gives a line that begins at the right the place of a line that begins at the left. */
const mirrored = (line: Line): Line => ({ ...line, x: -line.right, right: -line.x });

/** Lines before and after a line that show the right edge of its column. */
const neighbourLines = 5;

/** The last line of a paragraph ends its sentence before the right edge of the column. */
const endsShort = (lines: readonly Line[], index: number): boolean => {
  const line = lines[index];
  if (!line || line.monospace || !endsSentence(line.text, 'line')) return false;
  const column = lines
    .slice(Math.max(0, index - neighbourLines), index + neighbourLines + 1)
    .filter((other) => other.x < line.right && other.right > line.x);
  return line.right < Math.max(...column.map((other) => other.right)) - line.size * 2;
};

const startsBlock = (previous: Line, line: Line, pitch: number): boolean => {
  if (previous.table !== line.table) return true;
  if (previous.turn !== line.turn || previous.monospace !== line.monospace) return true;
  const step = line.y - previous.y;
  if (step < 0 || line.x > previous.right) return endsSentence(previous.text, 'line');
  const size = Math.max(previous.size, line.size);
  if (step > Math.max(pitch * 1.35, size * 1.4)) return true;
  if (line.monospace) return false;
  if (Math.abs(previous.size - line.size) > 0.12 * size) return true;
  const indented = line.x - previous.x > size * 0.8 && line.x - previous.x < size * 6;
  return indented && endsSentence(previous.text, 'line');
};

/** The indentation of program text carries meaning. A PDF stores indentation only as a position. */
const indentation = (line: Line, blockLeft: number): string => {
  const characterWidth = (line.right - line.x) / Math.max(1, line.text.length);
  const columns = Math.round((line.x - blockLeft) / Math.max(characterWidth, 1));
  return ' '.repeat(Math.min(Math.max(columns, 0), 40));
};

/** The median distance between a line and the next line below. */
const usualPitch = (lines: readonly Line[]): number => {
  const steps: number[] = [];
  for (const [index, line] of lines.entries()) {
    const step = line.y - (lines[index - 1]?.y ?? line.y);
    if (step > line.size * 0.5 && step < line.size * 3) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? (lines[0]?.size ?? 10) * 1.2;
};
