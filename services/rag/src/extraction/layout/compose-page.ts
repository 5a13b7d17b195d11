import type { Line } from '../model/page-model.ts';
import { joinLine, type Vocabulary } from './hyphenation.ts';

export type ComposedText = {
  readonly text: string;
  /** Where each line of the input begins in the text, in the same order. */
  readonly lineOffsets: readonly number[];
};

/** A line of a table of contents: dots that lead to a page number. */
const leaderPattern = /(?:\.\s?){4,}\s*\S{1,6}$/u;

/**
 * Lines in reading order become running text: one blank line between blocks, a line break inside program text,
 * otherwise a space or a joined word.
 */
export const composePage = (lines: readonly Line[], vocabulary: Vocabulary): ComposedText => {
  const pitch = usualPitch(lines);
  let text = '';
  const lineOffsets: number[] = [];
  let blockLeft = 0;
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    const newBlock =
      !previous ||
      startsBlock(previous, line, pitch) ||
      endsShort(lines, index - 1) ||
      line.text.startsWith('•');
    if (newBlock && !(previous?.monospace && line.monospace && line.x > blockLeft)) blockLeft = line.x;
    const written = line.monospace ? indentation(line, blockLeft) + line.text : line.text;
    if (!previous) text = written;
    else if (newBlock) text += `\n\n${written}`;
    else if (line.monospace || leaderPattern.test(previous.text)) text += `\n${written}`;
    else text = joinLine(text, line.text, vocabulary);
    lineOffsets.push(Math.max(0, text.length - line.text.length));
  }
  return { text, lineOffsets };
};

/** Lines around, among which the right edge of the column shows. */
const around = 5;

/** The last line of a paragraph ends its sentence before the column does. */
const endsShort = (lines: readonly Line[], index: number): boolean => {
  const line = lines[index];
  if (!line || line.monospace || !endsSentence(line.text)) return false;
  const column = lines
    .slice(Math.max(0, index - around), index + around + 1)
    .filter((other) => other.x < line.right && other.right > line.x);
  return line.right < Math.max(...column.map((other) => other.right)) - line.size * 2;
};

const startsBlock = (previous: Line, line: Line, pitch: number): boolean => {
  if (previous.turn !== line.turn || previous.monospace !== line.monospace) return true;
  const step = line.y - previous.y;
  if (step < 0 || line.x > previous.right) return endsSentence(previous.text);
  const size = Math.max(previous.size, line.size);
  if (step > Math.max(pitch * 1.35, size * 1.4)) return true;
  if (line.monospace) return false;
  if (Math.abs(previous.size - line.size) > 0.12 * size) return true;
  const indented = line.x - previous.x > size * 0.8 && line.x - previous.x < size * 6;
  return indented && endsSentence(previous.text);
};

/** Program text means something by its indentation, which a PDF keeps as a position only. */
const indentation = (line: Line, blockLeft: number): string => {
  const characterWidth = (line.right - line.x) / Math.max(1, line.text.length);
  const columns = Math.round((line.x - blockLeft) / Math.max(characterWidth, 1));
  return ' '.repeat(Math.min(Math.max(columns, 0), 40));
};

const endsSentence = (text: string): boolean => {
  return /[.!?:;。！？।؟]["'”’)\]]*$/u.test(text);
};

/** The median distance between one line and the next below it. */
const usualPitch = (lines: readonly Line[]): number => {
  const steps: number[] = [];
  for (const [index, line] of lines.entries()) {
    const step = line.y - (lines[index - 1]?.y ?? line.y);
    if (step > line.size * 0.5 && step < line.size * 3) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? (lines[0]?.size ?? 10) * 1.2;
};
