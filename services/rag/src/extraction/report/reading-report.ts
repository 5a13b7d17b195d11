import { countUnseenMarks } from '@ai-teacher/language/invisible-characters.ts';
import type { HiddenBecause, RawPage } from '../model/page-model.ts';

/** Honest files contain stray marks; a larger number is a message. */
const minReportedMarks = 8;
/** Fewer hidden letters of a page are left out without a word: a stray label is no message. */
const minReportedLetters = 4;
const maxRangesNamed = 10;

const sentences: Readonly<Record<HiddenBecause, string>> = {
  undrawn: 'Text that is drawn without any ink',
  transparent: 'Text that is transparent',
  background: 'Text in the colour of its background',
  clipped: 'Text outside its visible area',
  covered: 'Text behind a picture or a coloured area',
  'off-page': 'Text outside the page',
  tiny: 'Text that is too small to read',
  layer: 'Text in a layer that is switched off',
};

export type HiddenTextReport = {
  /** @param number Position in the file, counted from 1. */
  readonly add: (number: number, page: RawPage) => void;
  /** Notes a page that could not be checked and was left out. */
  readonly leaveOut: (number: number) => void;
  /** Sentences for the teacher, with the numbers of the pages. */
  readonly warnings: () => string[];
};

/** Collects what readers cannot see, page by page. */
export const createHiddenTextReport = (): HiddenTextReport => {
  const pages = new Map<HiddenBecause, number[]>();
  const leftOut: number[] = [];
  const pictures: number[] = [];
  let unseenMarks = 0;
  return {
    add: (number, { runs, isPicture, hidden }) => {
      if (isPicture) pictures.push(number);
      for (const run of runs) unseenMarks += countUnseenMarks(run.text);
      for (const [because, letters] of hidden)
        if (letters >= minReportedLetters) pages.set(because, [...(pages.get(because) ?? []), number]);
    },
    leaveOut: (number) => leftOut.push(number),
    warnings: () => [
      ...(pictures.length === 0
        ? []
        : [`No text could be read on ${namePages(pictures)}, because it shows only pictures.`]),
      ...[...pages].map(
        ([because, numbers]) =>
          `${sentences[because]} was found on ${namePages(numbers)}. It was left out, because readers cannot see it.`,
      ),
      ...(leftOut.length === 0
        ? []
        : [`The text on ${namePages(leftOut)} was left out, because it could not be read or checked.`]),
      ...(unseenMarks < minReportedMarks
        ? []
        : ['The text contains many invisible characters. These characters were removed.']),
    ],
  };
};

/** Names pages in the order of the file; neighbours become a range, as in `pages 4-6, 9`. */
const namePages = (numbers: readonly number[]): string => {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const named = ranges.slice(0, maxRangesNamed).map(([from, to]) => (from === to ? from : `${from}-${to}`));
  const left = ranges.slice(maxRangesNamed).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const more = left === 0 ? '' : ` and ${left} more`;
  return `${numbers.length === 1 ? 'page' : 'pages'} ${named.join(', ')}${more} of the file`;
};
