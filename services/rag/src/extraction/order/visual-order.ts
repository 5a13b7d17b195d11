import type { TextRun } from '../model/page-model.ts';

/** A run that begins further to the left, in sizes, was drawn against the direction of the line. */
const minStepBack = 0.3;
/** Runs of one baseline differ by less than this share of the size. */
const maxStepDown = 0.2;
/** The same text at the same place, within this share of its size, is drawn again to look bold. */
const maxRedrawStep = 0.1;

const markPattern = /^\p{M}+$/u;

/** The runs of a line from the left to the right, however the file draws them. */
export const inVisualOrder = (runs: readonly TextRun[]): readonly TextRun[] => {
  const once = runs.filter((run, index) => !isRedrawn(run, runs[index - 1]));
  if (!once.some((run, index) => isBehind(run, once[index - 1])) && !once.some(isLoneMark)) return once;
  const { letters, marks } = apart(once);
  const sorted = letters.map((run, index) => ({ run, text: run.text + (marks.get(index) ?? '') }));
  sorted.sort((a, b) => a.run.x - b.run.x);
  return sorted.map(({ run, text }) => (text === run.text ? run : { ...run, text }));
};

const isRedrawn = (run: TextRun, before: TextRun | undefined): boolean =>
  before !== undefined &&
  before.text === run.text &&
  run.text.trim() !== '' &&
  run.turn === 0 &&
  Math.abs(run.x - before.x) < run.size * maxRedrawStep &&
  Math.abs(run.y - before.y) < run.size * maxRedrawStep;

const isBehind = (run: TextRun, before: TextRun | undefined): boolean =>
  before !== undefined &&
  run.turn === 0 &&
  // The lower half of a fraction begins under its upper half.
  Math.abs(run.y - before.y) < before.size * maxStepDown &&
  run.x < before.x - before.size * minStepBack;

/** Marks of left-to-right scripts stay behind the letter that is drawn before them. */
const isLoneMark = (run: TextRun): boolean => run.rightToLeft && markPattern.test(run.text);

/**
 * Right-to-left files draw a mark before or after its letter. A mark belongs to the letter under its
 * middle.
 */
const apart = (runs: readonly TextRun[]): { letters: TextRun[]; marks: Map<number, string> } => {
  const letters: TextRun[] = [];
  const places: number[] = [];
  for (const [index, run] of runs.entries()) {
    if (isMark(run)) continue;
    letters.push(run);
    places.push(index);
  }
  const marks = new Map<number, string>();
  for (const [index, run] of runs.entries()) {
    if (!isMark(run) || letters.length === 0) continue;
    const middle = run.x + run.width / 2;
    const gapOf = (at: number) => {
      const letter = letters[at];
      const away = Math.abs((places[at] ?? 0) - index) * 0.001;
      return letter === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(letter.x - middle, middle - (letter.x + letter.width), 0) + away;
    };
    const near = letters.keys().filter((at) => Math.abs((places[at] ?? 0) - index) <= 4);
    const best = [...near].reduce(
      (found, at) => (gapOf(at) < gapOf(found) ? at : found),
      nearest(places, index),
    );
    marks.set(best, (marks.get(best) ?? '') + run.text);
  }
  return { letters, marks };
};

const isMark = ({ text }: TextRun): boolean => markPattern.test(text);

const nearest = (places: readonly number[], index: number): number =>
  Math.max(
    0,
    places.findLastIndex((place) => place < index),
  );
