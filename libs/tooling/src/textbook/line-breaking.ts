import { divisionsOf } from './hyphenation.ts';
import type { Span } from './manuscript.ts';

/** A word, in as many pieces as it has styles ("**term**," is a bold piece and a roman comma). */
type Word = readonly Span[];

/**
 * One line of print: runs of one style each, the width of its words, and the number of gaps that can stretch.
 */
export type Line = {
  readonly runs: readonly Span[];
  readonly width: number;
  readonly gaps: number;
  readonly last: boolean;
};

export type Measure = (text: string, style: Span['style']) => number;

/** A gap may grow by this many points before a word at the line end is divided instead. */
const loosestGapPoints = 1.4;

const wordsOf = (spans: readonly Span[]): Word[] => {
  const words: Span[][] = [[]];
  for (const span of spans)
    span.text.split(' ').forEach((piece, index) => {
      if (index > 0) words.push([]);
      if (piece !== '') words.at(-1)?.push({ text: piece, style: span.style });
    });
  return words.filter((word) => word.length > 0);
};

const runsOf = (words: readonly Word[]): Span[] => {
  const runs: { text: string; style: Span['style'] }[] = [];
  words.forEach((word, index) => {
    const open = runs.at(-1);
    if (index > 0 && open !== undefined) open.text += ' ';
    for (const piece of word) {
      const current = runs.at(-1);
      if (current?.style === piece.style) current.text += piece.text;
      else runs.push({ ...piece });
    }
  });
  return runs;
};

const widthOf = (words: readonly Word[], measure: Measure): number =>
  runsOf(words).reduce((sum, run) => sum + measure(run.text, run.style), 0);

const divide = (word: Word, fits: (head: Word) => boolean): [Word, Word] | undefined => {
  const [piece] = word;
  if (piece === undefined || word.length > 1) return undefined;
  for (const offset of divisionsOf(piece.text)) {
    const head = [{ text: `${piece.text.slice(0, offset)}-`, style: piece.style }];
    if (fits(head)) return [head, [{ text: piece.text.slice(offset), style: piece.style }]];
  }
  return undefined;
};

/**
 * Breaks text into lines no wider than `measureWidth` points, dividing words only where a line would be
 * loose.
 */
export const breakLines = (spans: readonly Span[], measureWidth: number, measure: Measure): Line[] => {
  const lines: Line[] = [];
  let current: Word[] = [];
  const close = (last: boolean): void => {
    lines.push({
      runs: runsOf(current),
      width: widthOf(current, measure),
      gaps: current.length - 1,
      last,
    });
    current = [];
  };
  const queue = wordsOf(spans);
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const fits = (candidate: Word): boolean => widthOf([...current, candidate], measure) <= measureWidth;
    if (fits(word)) {
      current.push(word);
      continue;
    }
    const slack = measureWidth - widthOf(current, measure);
    const loose = slack / Math.max(1, current.length - 1) > loosestGapPoints;
    const divided = loose ? divide(word, fits) : undefined;
    if (divided !== undefined) current.push(divided[0]);
    close(false);
    queue.unshift(divided === undefined ? word : divided[1]);
  }
  if (current.length > 0) close(true);
  return lines;
};
