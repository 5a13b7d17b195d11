import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { endsSentence } from '@ai-teacher/language/sentences.ts';
import type { TextColumn, TextRun } from '../model/page-model.ts';
import { median, type PageRow, type PlacedRun, textOf } from './page-rows.ts';

/** A gap of this many sizes is no blank between words. */
const minGap = 0.6;
/** A gap in front of a run that does not begin where its column begins. */
const minIndentedGap = 1;
/** Long lines may reach into the gutter, and a little further, when the next column begins there. */
const maxOverrun = 1.2;
const minLongRun = 15;
/** Parts of lines are written without gaps. The lines of columns end at different places. */
const minMedianGap = 0.5;
/** The beginnings of lines of one column differ by less, in sizes. */
const maxStartDifference = 0.3;
/** Bounds the work for a page with text everywhere. */
const maxCandidates = 40;
/** Fewer rows are no column. */
const minRows = 3;
/** Shorter lines are cells of a table, or entries of a list. */
const minMedianCharacters = 20;
/** The share of lines of running text whose sentence continues in the next line. */
const minRunOnShare = 0.25;
/** A line further below its column, in distances of lines, or of another size, is no part of the column. */
const maxStepBelow = 2.2;
const maxSizeDifference = 0.12;
/** A gutter so near to another one, in points, is an indentation. */
const minDistance = 50;

type Side = 'left' | 'right' | 'both' | 'across';
type JudgedRow = { readonly row: PageRow; readonly side: Side; readonly at: number };
type Gutter = { readonly x: number; readonly top: number; readonly bottom: number };

/**
 * Finds the columns of running text on a page: corridors over several rows that no text crosses, with running
 * text on both sides. Cells of tables are too short to be columns.
 *
 * @returns the column of a run; undefined when the page has no columns.
 */
export const findColumns = (
  rows: readonly PageRow[],
  isMirrored: boolean,
): ((run: TextRun) => TextColumn | undefined) | undefined => {
  const gutters = withoutIndents(candidatesOf(rows).flatMap((x) => guttersAt(x, rows)));
  if (gutters.length === 0) return undefined;
  const regions = regionsOf(gutters);
  return (run) => {
    const region = regions.findIndex(({ top, bottom }) => run.y > top && run.y < bottom);
    if (run.turn !== 0 || region < 0) return undefined;
    const start = (isMirrored ? -run.x - run.width : run.x) + run.size * maxStartDifference;
    const before = regions[region]?.gutters.filter(
      ({ x, top, bottom }) => x <= start && run.y > top && run.y < bottom,
    );
    return { region, index: before?.length ?? 0 };
  };
};

const withoutIndents = (gutters: readonly Gutter[]): Gutter[] => {
  const byHeight = gutters.toSorted((a, b) => b.bottom - b.top - (a.bottom - a.top));
  return byHeight.filter(
    (gutter, index) => !byHeight.slice(0, index).some((other) => isIndent(gutter, other)),
  );
};

const isIndent = (gutter: Gutter, other: Gutter): boolean =>
  Math.abs(gutter.x - other.x) < minDistance && gutter.top < other.bottom && other.top < gutter.bottom;

/** Whether columns may divide two runs that follow each other in a line. */
export const mayBeApart = (before: TextRun, run: TextRun): boolean =>
  (!run.monospace &&
    Math.max(run.x - before.x - before.width, before.x - run.x - run.width) >= run.size * minGap) ||
  (run.text.length >= minLongRun && before.text.length >= minLongRun);

/** Where most rows begin a run behind a gap. */
const candidatesOf = (rows: readonly PageRow[]): number[] => {
  const starts = new Map<number, number[]>();
  for (const { runs } of rows) {
    let end = Number.NEGATIVE_INFINITY;
    for (const [index, placed] of runs.entries()) {
      if (isBehindGap(placed, runs[index - 1], end)) {
        const key = Math.round(placed.start / 2);
        starts.get(key)?.push(placed.start) ?? starts.set(key, [placed.start]);
      }
      end = Math.max(end, placed.end);
    }
  }
  const found: { x: number; rows: number }[] = [];
  for (const [key, here] of [...starts].sort(([a], [b]) => a - b)) {
    const all = [...here, ...(starts.get(key + 1) ?? [])];
    const x = all.reduce((first, start) => Math.min(first, start));
    const isNew = x - (found.at(-1)?.x ?? Number.NEGATIVE_INFINITY) > 2;
    if (all.length >= minRows && isNew) found.push({ x, rows: all.length });
  }
  found.sort((a, b) => b.rows - a.rows);
  return found.slice(0, maxCandidates).map(({ x }) => x);
};

const isBehindGap = (placed: PlacedRun, before: PlacedRun | undefined, end: number): boolean =>
  placed.start - end >= placed.run.size * minGap || meets(placed, before, end);

/** Whether two long runs follow each other without a gap, as lines of columns do, but not words. */
const meets = ({ run, start }: PlacedRun, before: PlacedRun | undefined, end: number): boolean =>
  before !== undefined &&
  run.text.length >= minLongRun &&
  before.run.text.length >= minLongRun &&
  start - end > -run.size * maxOverrun;

const guttersAt = (x: number, rows: readonly PageRow[]): Gutter[] => {
  const gutters: Gutter[] = [];
  let band: JudgedRow[] = [];
  const finish = () => {
    const gutter = gutterOf(x, band);
    if (gutter) gutters.push(gutter);
    band = [];
  };
  for (const row of rows) {
    const judged = judge(row, x);
    if (judged.side === 'across') finish();
    else band.push(judged);
  }
  finish();
  return gutters;
};

/** On which sides of a gutter a row has text. `at` is the number of its runs on the left side. */
const judge = (row: PageRow, x: number): JudgedRow => {
  const tolerance = row.size * maxStartDifference;
  const behind = row.runs.findIndex(({ start }) => start >= x - tolerance);
  const at = behind < 0 ? row.runs.length : behind;
  const end = endBefore(row, at);
  const next = row.runs[at];
  if (at === 0) return { row, at, side: 'right' };
  if (next === undefined) return { row, at, side: end > x + row.size * maxOverrun ? 'across' : 'left' };
  const isAligned = next.start <= x + tolerance;
  const gap = (next.start - end) / row.size;
  const isApart = gap >= (isAligned ? minGap : minIndentedGap);
  return { row, at, side: isApart || (isAligned && meets(next, row.runs[at - 1], end)) ? 'both' : 'across' };
};

/** The part of a band that has columns on both sides of x. */
const gutterOf = (x: number, band: readonly JudgedRow[]): Gutter | undefined => {
  const isLeft = ({ side }: JudgedRow) => side !== 'right';
  const isRight = ({ side }: JudgedRow) => side !== 'left';
  const from = Math.max(band.findIndex(isLeft), band.findIndex(isRight));
  const to = Math.min(band.findLastIndex(isLeft), band.findLastIndex(isRight));
  const shared = band.slice(Math.max(0, from), to + 1);
  const [left, right] = [shared.filter(isLeft), shared.filter(isRight)];
  if (from < 0 || left.length < minRows || right.length < minRows) return undefined;
  if (
    !isCorridor(x, shared, right) ||
    !isRunningText(left.map(textBefore)) ||
    !isRunningText(right.map(textBehind))
  )
    return undefined;
  const pitch = Math.min(usualStep(left), usualStep(right));
  const size = median(shared.map(({ row }) => row.size)) ?? 10;
  let [first, last] = [from, to];
  while (goesOn(band[first], band[first - 1], pitch, size)) first -= 1;
  while (goesOn(band[last], band[last + 1], pitch, size)) last += 1;
  const [top, bottom] = [band[first]?.row, band[last]?.row];
  return top && bottom && { x, top: top.y - top.size * 0.6, bottom: bottom.y + bottom.size * 0.4 };
};

/** Whether most lines of the next column begin at x, or a clear corridor is in front of all of them. */
const isCorridor = (x: number, rows: readonly JudgedRow[], right: readonly JudgedRow[]): boolean => {
  const aligned = right.filter(
    ({ row, at }) => (row.runs[at]?.start ?? 0) <= x + row.size * maxStartDifference,
  );
  const gaps = rows.flatMap(({ row, at, side }) =>
    side === 'right'
      ? []
      : [((side === 'both' ? (row.runs[at]?.start ?? x) : x) - endBefore(row, at)) / row.size],
  );
  if (aligned.length < minRows || (median(gaps) ?? 0) < minMedianGap) return false;
  return aligned.length >= right.length / 2 || gaps.every((gap) => gap >= minIndentedGap);
};

const endBefore = ({ runs }: PageRow, at: number): number =>
  runs.slice(0, at).reduce((reach, { end }) => Math.max(reach, end), Number.NEGATIVE_INFINITY);

const goesOn = (
  inside: JudgedRow | undefined,
  outside: JudgedRow | undefined,
  pitch: number,
  size: number,
): boolean =>
  inside !== undefined &&
  outside !== undefined &&
  Math.abs(outside.row.y - inside.row.y) <= pitch * maxStepBelow &&
  Math.abs(outside.row.size - size) <= size * maxSizeDifference;

const usualStep = (rows: readonly JudgedRow[]): number =>
  median(rows.slice(1).map(({ row }, index) => row.y - (rows[index]?.row.y ?? row.y))) ?? 0;

/** The text in front of the gutter, back to the next wide gap. */
const textBefore = ({ row, at }: JudgedRow): string => {
  let from = at - 1;
  while (from > 0 && isBeside(row.runs[from - 1], row.runs[from])) from -= 1;
  return textOf(row.runs.slice(Math.max(0, from), at));
};

/** The text behind the gutter, up to the next wide gap. */
const textBehind = ({ row, at }: JudgedRow): string => {
  let to = at + 1;
  while (to < row.runs.length && isBeside(row.runs[to - 1], row.runs[to])) to += 1;
  return textOf(row.runs.slice(at, to));
};

const isBeside = (a: PlacedRun | undefined, b: PlacedRun | undefined): boolean =>
  a !== undefined && b !== undefined && b.start - a.end < b.run.size * minIndentedGap;

/** Whether the lines are long enough, and the sentences of enough lines continue in the next line. */
export const isRunningText = (lines: readonly string[]): boolean => {
  const lengths = lines.map((text) => text.length * (isSpaceless(text) ? 2 : 1));
  if ((median(lengths) ?? 0) < minMedianCharacters) return false;
  const runOn = lines.filter((text, index) => {
    const next = lines[index + 1];
    return next !== undefined && !endsSentence(text, 'line') && /^[^\p{Lu}\p{Lt}\p{N}\p{S}•–—-]/u.test(next);
  });
  return runOn.length >= (lines.length - 1) * minRunOnShare;
};

type Region = { top: number; bottom: number; readonly gutters: Gutter[] };

/** Gutters side by side divide one region. */
const regionsOf = (gutters: readonly Gutter[]): Region[] => {
  const regions: Region[] = [];
  for (const gutter of [...gutters].sort((a, b) => a.top - b.top)) {
    const region = regions.at(-1);
    if (region && gutter.top < region.bottom) {
      region.gutters.push(gutter);
      region.bottom = Math.max(region.bottom, gutter.bottom);
    } else regions.push({ top: gutter.top, bottom: gutter.bottom, gutters: [gutter] });
  }
  return regions;
};
