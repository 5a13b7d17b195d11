import type { TextRun } from '../model/page-model.ts';

/** A run in the direction in which its page is read: right-to-left pages are mirrored. */
export type PlacedRun = {
  readonly run: TextRun;
  readonly start: number;
  readonly end: number;
};

/** The runs of one height, from the first to the last in reading direction. */
export type PageRow = {
  readonly y: number;
  readonly size: number;
  readonly runs: readonly PlacedRun[];
};

/** Runs belong to one row while their baselines differ by less than this share of their size. */
const maxStep = 0.5;

/** The upright runs of a page in rows from the top, blank runs left out. */
export const pageRows = (runs: readonly TextRun[], isMirrored: boolean): PageRow[] => {
  const placed = runs.filter(({ turn, text }) => turn === 0 && text.trim() !== '');
  placed.sort((a, b) => a.y - b.y);
  const rows: { y: number; size: number; runs: PlacedRun[] }[] = [];
  for (const run of placed) {
    const row = rows.at(-1);
    const [start, end] = isMirrored ? [-run.x - run.width, -run.x] : [run.x, run.x + run.width];
    const entry = { run, start, end };
    if (row && run.y - row.y < Math.max(run.size, row.size) * maxStep) {
      row.runs.push(entry);
      // The largest text of a row gives its baseline.
      if (run.size > row.size) Object.assign(row, { y: run.y, size: run.size });
    } else rows.push({ y: run.y, size: run.size, runs: [entry] });
  }
  for (const row of rows) row.runs.sort((a, b) => a.start - b.start);
  return rows;
};

/** The middle value of a list; undefined for an empty list. */
export const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The letters of runs, without the blanks that gaps between them show. */
export const textOf = (runs: readonly PlacedRun[]): string =>
  runs
    .map(({ run }) => run.text)
    .join('')
    .trim();
