import { numericValueOf } from '../../item-writing/quantities/plain-notation.ts';

/**
 * Compares the numbers of two answers in plain words.
 *
 * @returns `unclear` when the same digits are written in a way that may mean the same: `1.234,5` and
 * `1234.5`, `m2` for `m^2`, or an exponent in words. `different` is certain: `108` is not `10^8`.
 */
export const compareNumbers = (given: string, expected: string): 'equal' | 'different' | 'unclear' => {
  const left = numbersIn(given);
  const right = numbersIn(expected);
  if (isEqualList(left, right)) return 'equal';
  if (isEqualList(left.map(withoutSeparators), right.map(withoutSeparators))) return 'unclear';
  if (isEqualList(left.map(withoutRaisedLetters), right.map(withoutRaisedLetters))) return 'unclear';
  return isPowerInWords(given, left, right) ? 'unclear' : 'different';
};

const numbersIn = (text: string): string[] => text.split(' ').filter((word) => /\p{N}/u.test(word));

const isEqualList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((word, at) => isEqual(word, right[at] ?? ''));

const isEqual = (left: string, right: string): boolean => {
  if (left === right) return true;
  const value = numericValueOf(left);
  return value !== undefined && value === numericValueOf(right);
};

/** Points and commas separate thousands in one country and decimals in another. */
const withoutSeparators = (word: string): string =>
  word.replace(/[.,](?=\p{Nd}{3}(?!\p{Nd}))/gu, '').replaceAll(',', '.');

/** An exponent or a charge after a letter, as in `m^2` and `ca^2+`. After a digit it changes the number. */
const withoutRaisedLetters = (word: string): string =>
  word.replace(/(?<!\p{Nd})\^/gu, '').replace(/[-+]$/u, '');

/** “10 to the power of 8” contains the numbers of `10^8`, with words between them. */
const isPowerInWords = (given: string, left: readonly string[], right: readonly string[]): boolean =>
  right.some((word) => word.includes('^')) &&
  given.split(' ').length > left.length &&
  left.join(' ') === right.flatMap((word) => word.split(/[×^]/u)).join(' ');
