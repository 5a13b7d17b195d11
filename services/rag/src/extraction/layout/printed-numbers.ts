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
  const words = trimmed.split(/[\s|·•–—]+/u).filter((word) => word !== '');
  const ends = [...new Set([words[0], words.at(-1)])].flatMap((word) =>
    word === undefined ? [] : [bare(word)],
  );
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
    ...numbers.map((label) => ({ label, sequence: `number ${numberIn(label) - pageIndex}` })),
    ...ends.flatMap((label) => {
      const value = romanValue(label);
      return value === undefined ? [] : [{ label, sequence: `roman ${value - pageIndex}` }];
    }),
  ];
};

/** A word without the brackets, dashes and points around it. */
const bare = (word: string): string => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** `4-37`: page 37 of chapter 4. */
const chapterNumbers = (text: string, pageIndex: number): Candidate[] =>
  [...text.matchAll(/(?<![\p{L}\p{Nd}-])(\p{Nd}{1,3}|\p{Lu})[-–](\p{Nd}{1,4})(?![\p{L}\p{Nd}-])/gu)].map(
    ([label, chapter = '', number = '']) => ({
      label,
      sequence: `chapter ${chapter} ${numberIn(number) - pageIndex}`,
    }),
  );

/** Two book pages on one page of the file. */
const spreadOf = (numbers: readonly string[], pageIndex: number): Candidate[] => {
  const [left, right] = [numbers[0], numbers.at(-1)];
  if (left === undefined || right === undefined || numberIn(right) !== numberIn(left) + 1) return [];
  return [{ label: `${left}-${right}`, sequence: `spread ${numberIn(left) - 2 * pageIndex}` }];
};

/** The value of digits of any script. The ten digits of a script follow each other in Unicode. */
const numberIn = (digits: string): number => {
  let value = 0;
  for (const digit of digits.normalize('NFKC')) {
    let zero = digit.codePointAt(0) ?? 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    value = value * 10 + ((digit.codePointAt(0) ?? 0) - zero);
  }
  return value;
};

const romanSigns: readonly (readonly [sign: string, value: number])[] = [
  ['c', 100],
  ['xc', 90],
  ['l', 50],
  ['xl', 40],
  ['x', 10],
  ['ix', 9],
  ['v', 5],
  ['iv', 4],
  ['i', 1],
];

/** The value of a Roman number below 400 in its usual spelling. */
const romanValue = (word: string): number | undefined => {
  let rest = word.toLowerCase();
  if (!/^[ivxlc]{1,9}$/.test(rest)) return undefined;
  let value = 0;
  for (const [sign, worth] of romanSigns) {
    const isRepeatable = sign.length === 1 && sign !== 'v' && sign !== 'l';
    for (let times = 0; rest.startsWith(sign) && times < (isRepeatable ? 3 : 1); times += 1) {
      value += worth;
      rest = rest.slice(sign.length);
    }
  }
  return rest === '' ? value : undefined;
};
