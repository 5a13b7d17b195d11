import { isListOfLetters } from '@ai-teacher/language/clean-text.ts';
import { spacelessScripts } from '@ai-teacher/language/scripts.ts';
import type { TextRun } from '../model/page-model.ts';
import type { Unit } from './logical-order.ts';

/**
 * A wider gap between two runs, in sizes, is a blank. Scripts without blanks are stretched to fill a line.
 */
const minBlank = 0.18;
const minWordBlank = 0.15;
const minSpacelessBlank = 0.6;
/** Formulas have thin blanks behind a comma, and between a number and a name. */
const minThinBlank = 0.1;
const thinBlankPattern = /^(?:[,;]\p{L}|\p{Nd}\p{L}|\p{L}\p{Nd})$/u;
const wordBlankPattern = /^[\p{L}\p{N}]{2}$/u;
/** A line of a few characters may have more raised characters than others. */
const minBaseShare = 0.15;
const shortLine = 12;
/** Raised and lowered text is smaller than its line, and off its baseline by a share of the line's size. */
const maxShiftedSize = 0.85;
const minRise = 0.15;
/** WeasyPrint sets raised and lowered text only 3 % smaller, and half a size off the baseline. */
const minShiftOfSameSize = 0.25;
const minDrop = 0.05;
/** As many letters one by one at equal distances are one word that is set wide. */
const minTrackedLetters = 4;
const maxTrackingDifference = 0.12;
const maxTracking = 0.8;

const spacelessPattern = new RegExp(`^[${spacelessScripts}\\u3000-\\u303f\\uff00-\\uffef]`, 'u');
const letterPattern = /^\p{L}\p{M}*$/u;

type Base = { readonly size: number; readonly y: number };

/**
 * The size and the baseline of the main text of a line: of its largest runs, unless these are only a small
 * part of the line.
 */
export const baseOf = (runs: readonly TextRun[]): Base => {
  const total = runs.reduce((sum, { text }) => sum + text.length, 0);
  const bySize = new Map<number, { run: TextRun; count: number }>();
  for (const run of runs) {
    if (run.text.trim() === '') continue;
    const key = Math.round(run.size * 4);
    const entry = bySize.get(key) ?? { run, count: 0 };
    entry.count += run.text.length;
    bySize.set(key, entry);
  }
  const sizes = [...bySize].sort(([a], [b]) => b - a).map(([, entry]) => entry);
  const base = sizes.find(({ count }) => total < shortLine || count >= total * minBaseShare) ?? sizes[0];
  return base?.run ?? { size: 10, y: 0 };
};

/** The pieces of a line from the left to the right, with the blanks that its gaps show. */
export const unitsOf = (runs: readonly TextRun[], base: Base, split: boolean): Unit[] => {
  const blanks = trackedBlanks(runs);
  const units: Unit[] = [];
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1];
    const shift = shiftOf(run, base);
    if (before && isApart(before, run, blanks.get(index))) units.push({ text: ' ', shift: undefined });
    if (!split || run.rightToLeft) units.push({ text: run.text, shift });
    else for (const [text] of run.text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) units.push({ text, shift });
  }
  return units;
};

const isApart = (before: TextRun, run: TextRun, tracked: number | undefined): boolean => {
  if (run.turn % 2 === 1 || /\s$/u.test(before.text) || /^\s/u.test(run.text)) return false;
  const gap = run.x - (before.x + before.width);
  return gap > Math.max(before.size, run.size) * (tracked ?? minBlankBetween(before.text, run.text));
};

const minBlankBetween = (before: string, text: string): number => {
  const [last = '', first = ''] = [before.slice(-1), text.slice(0, 1)];
  if (spacelessPattern.test(first) && spacelessPattern.test(last)) return minSpacelessBlank;
  if (thinBlankPattern.test(last + first)) return minThinBlank;
  return wordBlankPattern.test(last + first) ? minWordBlank : minBlank;
};

const shiftOf = (run: TextRun, base: Base): Unit['shift'] => {
  if (run.turn !== 0 || run.rightToLeft) return undefined;
  const rise = (base.y - run.y) / base.size;
  const isSmall = run.size <= base.size * maxShiftedSize;
  const isFar = Math.abs(rise) > minShiftOfSameSize && /^\s*\d{1,3}\s*$/u.test(run.text);
  if (isSmall ? rise > minRise : isFar && rise > 0) return 'raised';
  return (isSmall ? rise < -minDrop : isFar) ? 'lowered' : undefined;
};

/**
 * Letters that are set wide, one by one at equal distances: the distance is no blank, and only a wider one
 * divides words.
 *
 * @returns the smallest gap that is a blank before each run, where it differs from the usual one.
 */
const trackedBlanks = (runs: readonly TextRun[]): ReadonlyMap<number, number> => {
  const blanks = new Map<number, number>();
  let from = 0;
  for (let at = 1; at <= runs.length; at += 1) {
    if (at < runs.length && isLetter(runs[at]) && isLetter(runs[at - 1])) continue;
    if (at - from >= minTrackedLetters) noteTracking(runs, from, at, blanks);
    from = at;
  }
  return blanks;
};

const isLetter = (run: TextRun | undefined): boolean =>
  run !== undefined && run.turn === 0 && letterPattern.test(run.text);

const noteTracking = (
  runs: readonly TextRun[],
  from: number,
  to: number,
  blanks: Map<number, number>,
): void => {
  const gaps: number[] = [];
  for (let at = from + 1; at < to; at += 1) {
    const [before, run] = [runs[at - 1], runs[at]] as [TextRun, TextRun];
    gaps.push((run.x - before.x - before.width) / Math.max(run.size, before.size));
  }
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const even = gaps.filter((gap) => Math.abs(gap - usual) < maxTrackingDifference).length;
  const letters = runs.slice(from, to).map(({ text }) => text);
  if (isListOfLetters(letters.join(''))) return;
  if (usual <= minBlank * 0.8 || usual > maxTracking || even < gaps.length * 0.6) return;
  for (let at = from; at <= to; at += 1) blanks.set(at, usual + minBlank);
};
