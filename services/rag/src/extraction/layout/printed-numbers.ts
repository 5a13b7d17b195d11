import { digitsValue, hanValue, romanValue } from '../model/number-forms.ts';

/**
 * Page numbers in the forms in which books print them: `37`, `- 37 -`, `[37]`, `Page 37 of 340`, `4-37`,
 * `xxxvii`, digits of any script, and two numbers on a file page that shows two book pages.
 *
 * A number alone proves nothing. Numbers are believed when they grow with the pages: their difference from
 * the position in the file is the same on at least three pages.
 */

/** A row of text at the edge of a page. */
export type EdgeText = { readonly pageIndex: number; readonly text: string };

type Candidate = {
  /** The number as it is printed. */
  readonly label: string;
  /** The same for all numbers of one sequence. */
  readonly sequence: string;
};

export type PrintedNumbers = {
  /** The printed number in a row; undefined when it contains none that grows with the pages. */
  readonly in: (row: EdgeText) => string | undefined;
};

const minPages = 3;
/** In a longer row only the first and the last word can be the page's number. */
const maxShortRowCharacters = 40;

/** Finds the sequences of page numbers in the rows at the edges of all pages. */
export const findPrintedNumbers = (rows: readonly EdgeText[]): PrintedNumbers => {
  const pages = new Map<string, Set<number>>();
  const known = new Map<EdgeText, readonly Candidate[]>();
  const candidatesOf = (row: EdgeText): readonly Candidate[] => {
    const candidates = known.get(row) ?? candidatesIn(row);
    known.set(row, candidates);
    return candidates;
  };
  for (const row of rows)
    for (const { sequence } of candidatesOf(row)) {
      const counted = pages.get(sequence) ?? new Set();
      pages.set(sequence, counted.add(row.pageIndex));
    }
  const votesFor = ({ sequence }: Candidate) => pages.get(sequence)?.size ?? 0;
  return {
    in: (row) => {
      const [best] = candidatesOf(row)
        .filter((candidate) => votesFor(candidate) >= minPages)
        .toSorted((a, b) => votesFor(b) - votesFor(a));
      return best?.label;
    },
  };
};

const candidatesIn = ({ pageIndex, text }: EdgeText): Candidate[] => {
  const trimmed = text.trim();
  const words = trimmed
    .split(/[\s|·•–—]+/u)
    .map(bare)
    .filter((word) => word !== '');
  const ends = [...new Set([words[0], words.at(-1)])].filter((word) => word !== undefined);
  const chapters = chapterNumbers(
    trimmed.length <= maxShortRowCharacters ? trimmed : ends.join(' '),
    pageIndex,
  );
  if (chapters.length > 0) return chapters;
  const digits = /\p{Nd}{1,4}/gu;
  const numbers =
    trimmed.length <= maxShortRowCharacters
      ? [...trimmed.matchAll(/(?<![\p{Nd}.,:/])\p{Nd}{1,4}(?![\p{Nd}]|[.,:]\p{Nd})/gu)].map(
          ([number]) => number,
        )
      : ends.filter((word) => word.replace(digits, '') === '');
  return [
    ...spreadOf(numbers, pageIndex),
    ...numbers.map((label) => ({ label, sequence: `number ${digitsValue(label) - pageIndex}` })),
    ...ends.flatMap((label) => {
      const value = romanValue(label);
      return value === undefined ? [] : [{ label, sequence: `roman ${value - pageIndex}` }];
    }),
    ...ends.flatMap((word) => {
      const label = word.replace(/^第|[页頁]$/gu, '');
      const value = hanValue(label);
      return value === undefined ? [] : [{ label, sequence: `han ${value - pageIndex}` }];
    }),
  ];
};

/** A word without the brackets, dashes and points around it. */
const bare = (word: string): string => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** `4-37`: page 37 of chapter 4. A point divides the two only where nothing else stands in the row. */
const chapterNumbers = (text: string, pageIndex: number): Candidate[] =>
  [
    ...text.matchAll(
      /(?<![\p{L}\p{Nd}-])(\p{Nd}{1,3}|\p{Lu})[-–](\p{Nd}{1,4})(?![\p{L}\p{Nd}-])|^(\p{Nd}{1,2})\.(\p{Nd}{1,3})$/gu,
    ),
  ].map(([label, hyphened, behind, pointed = '', last = '']) => ({
    label,
    sequence: `chapter ${hyphened ?? pointed} ${digitsValue(behind ?? last) - pageIndex}`,
  }));

/** Two book pages on one page of the file. In a right-to-left book the higher number stands on the left. */
const spreadOf = (numbers: readonly string[], pageIndex: number): Candidate[] => {
  const [one, other] = [numbers[0], numbers.at(-1)];
  if (one === undefined || other === undefined) return [];
  const [first, second] = digitsValue(one) < digitsValue(other) ? [one, other] : [other, one];
  if (digitsValue(second) !== digitsValue(first) + 1) return [];
  return [{ label: `${first}-${second}`, sequence: `spread ${digitsValue(first) - 2 * pageIndex}` }];
};
