import type { TextRun } from '../model/page-model.ts';

/** Letters of a column stand over one another: their middles differ by less than this share of the size. */
const maxSideStep = 0.3;
/** The distance between two letters of a column, in sizes. */
const minStep = 0.7;
const maxStep = 1.9;
/** Fewer letters over one another are no column of text. */
const minColumnLetters = 3;
/** The share of a letter's size above its baseline. */
const ascent = 0.88;

const columnTextPattern =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\u3000-\u303f\u30fb-\u30fe\ufe10-\ufe48\uff00-\uffef…—]+$/u;
const briefPattern = /^[\p{N}\p{L}\p{P}]{1,3}$/u;

/**
 * Lays the columns of a page that is written from the top down on their sides. Then its columns are lines,
 * its first column is the first line, and every rule about lines holds for them.
 *
 * @param width of the page, in points.
 */
export const uprightRuns = (runs: readonly TextRun[], width: number): readonly TextRun[] => {
  const inColumn = new Set<TextRun>();
  let column: TextRun[] = [];
  const finish = () => {
    const letters = column.filter(({ text }) => columnTextPattern.test(text)).length;
    if (letters >= minColumnLetters || column[0]?.vertical) for (const run of column) inColumn.add(run);
    column = [];
  };
  for (const run of runs) {
    if (!continuesColumn(column.at(-1), run)) finish();
    if (run.vertical || mayBegin(run) || column.length > 0) column.push(run);
  }
  finish();
  return inColumn.size === 0 ? runs : runs.map((run) => (inColumn.has(run) ? laidDown(run, width) : run));
};

/** Text in columns contains letters one by one, numbers of a few digits, and words turned to the right. */
const mayBegin = ({ text, turn }: TextRun): boolean =>
  turn === 0 && text.length <= 2 && columnTextPattern.test(text);

const continuesColumn = (before: TextRun | undefined, run: TextRun): boolean => {
  if (before === undefined) return true;
  const isTurned = run.turn === 3;
  if (!run.vertical && !isTurned && !mayBegin(run) && !briefPattern.test(run.text)) return false;
  const size = Math.max(before.size, run.size);
  const step = topOf(run) - (topOf(before) + lengthOf(before));
  return (
    Math.abs(middleOf(run) - middleOf(before)) < size * maxSideStep &&
    step > size * (minStep - 1) &&
    step < size * (maxStep - 1)
  );
};

const middleOf = (run: TextRun): number => {
  if (run.turn === 3) return run.x + run.size * 0.35;
  return run.x + (run.vertical ? run.size : run.width) / 2;
};
const topOf = (run: TextRun): number => (run.vertical || run.turn === 3 ? run.y : run.y - run.size * ascent);
const lengthOf = (run: TextRun): number => (run.vertical || run.turn === 3 ? run.width : run.size);

const laidDown = (run: TextRun, width: number): TextRun => ({
  ...run,
  x: topOf(run),
  y: width - middleOf(run) + run.size / 2,
  width: lengthOf(run),
  vertical: false,
  turn: 0,
});
