/** Numbers as books print them: digits of any script, Roman numbers, and Chinese numbers. */

/** The digit zero of a digit's script. The ten digits of a script follow each other in Unicode. */
const zeroOf = (digit: string): number => {
  let zero = digit.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return zero;
};

/** The value of digits of any script. */
export const digitsValue = (digits: string): number => {
  let value = 0;
  for (const digit of digits.normalize('NFKC'))
    value = value * 10 + (digit.codePointAt(0) ?? 0) - zeroOf(digit);
  return value;
};

/** A number in the script and at least with as many digits as an example. */
const digitsLike = (example: string, value: number): string => {
  const zero = zeroOf(example);
  const digits = String(value).padStart([...example].length, '0');
  const written = /^0/.test(String(digitsValue(example)).padStart([...example].length, '0'))
    ? digits
    : String(value);
  return [...written].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
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

const romanOf = (value: number): string => {
  let rest = value;
  return romanSigns
    .map(([sign, worth]) => {
      const times = Math.floor(rest / worth);
      rest -= times * worth;
      return sign.repeat(times);
    })
    .join('');
};

/** The value of a Roman number below 400 in its usual spelling; undefined for any other word. */
export const romanValue = (word: string): number | undefined => {
  const small = word.toLowerCase();
  if (!/^[ivxlc]{1,9}$/.test(small)) return undefined;
  const values = [...small].map((sign) => romanSigns.find(([one]) => one === sign)?.[1] ?? 0);
  const value = values.reduce((sum, one, at) => sum + (one < (values[at + 1] ?? 0) ? -one : one), 0);
  return romanOf(value) === small ? value : undefined;
};

const hanDigits = '〇一二三四五六七八九';

const hanOf = (value: number): string => {
  const [hundreds = 0, tens = 0, ones = 0] = [
    Math.floor(value / 100),
    Math.floor((value % 100) / 10),
    value % 10,
  ];
  const hundred = hundreds === 0 ? '' : `${hanDigits[hundreds]}百`;
  const ten = tens === 0 ? '' : `${tens === 1 && hundreds === 0 ? '' : hanDigits[tens]}十`;
  const gap = hundreds > 0 && tens === 0 && ones > 0 ? '〇' : '';
  return `${hundred}${gap}${ten}${ones === 0 ? '' : hanDigits[ones]}`;
};

/** The value of a Chinese number below 1000 in its usual spelling (三十七, 三七); undefined for any other word. */
export const hanValue = (word: string): number | undefined => {
  const plain = word.replaceAll('零', '〇');
  const isPositional = /^[一二三四五六七八九][〇一二三四五六七八九]{1,2}$/u.test(plain);
  if (isPositional) return Number([...plain].map((digit) => hanDigits.indexOf(digit)).join(''));
  const parts =
    /^(?:([一二三四五六七八九])百)?〇?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/u.exec(plain);
  if (parts === null || plain === '' || plain === '〇') return undefined;
  const [, hundreds, tens, ten, ones] = parts;
  const digit = (sign: string | undefined): number => (sign === undefined ? 0 : hanDigits.indexOf(sign));
  return 100 * digit(hundreds) + (ten === undefined ? 0 : 10 * (digit(tens) || 1)) + digit(ones);
};

type Shift = (label: string, pages: number) => string | undefined;

const positive = (value: number, write: (value: number) => string): string | undefined =>
  value >= 1 ? write(value) : undefined;

/** The ways in which labels grow from page to page. */
const shifts: readonly Shift[] = [
  (label, pages) =>
    /^\p{Nd}+$/u.test(label)
      ? positive(digitsValue(label) + pages, (value) => digitsLike(label, value))
      : undefined,
  (label, pages) => {
    const value = romanValue(label);
    const isCapital = label === label.toUpperCase();
    return value === undefined
      ? undefined
      : positive(value + pages, (next) => (isCapital ? romanOf(next).toUpperCase() : romanOf(next)));
  },
  // Two pages of the book on one page of the file.
  (label, pages) => {
    const [, left = '', right = ''] = /^(\p{Nd}+)-(\p{Nd}+)$/u.exec(label) ?? [];
    if (left === '' || digitsValue(right) !== digitsValue(left) + 1) return undefined;
    const first = digitsValue(left) + 2 * pages;
    return positive(first, (value) => `${digitsLike(left, value)}-${digitsLike(left, value + 1)}`);
  },
  (label, pages) => {
    const [, chapter = '', number = ''] = /^(.+[-–.])(\p{Nd}+)$/u.exec(label) ?? [];
    return number === ''
      ? undefined
      : positive(digitsValue(number) + pages, (value) => `${chapter}${digitsLike(number, value)}`);
  },
  (label, pages) => {
    const value = hanValue(label);
    return value === undefined ? undefined : positive(value + pages, hanOf);
  },
];

type Known = { readonly label: string; readonly index: number };

/**
 * The label of a page beside pages with printed labels. When the labels before and after it belong to one
 * sequence, that sequence decides.
 *
 * @returns undefined when the page would come before the first number of the sequence.
 */
export const labelBeside = (
  index: number,
  before: Known | undefined,
  after: Known | undefined,
): string | undefined => {
  const near = before ?? after;
  if (near === undefined) return undefined;
  const fits = shifts.filter(
    (shift) =>
      before !== undefined &&
      after !== undefined &&
      shift(before.label, after.index - before.index) === after.label,
  );
  return [...fits, ...shifts]
    .map((shift) => shift(near.label, index - near.index))
    .find((label) => label !== undefined);
};
