import { onOneLine } from '@ai-teacher/language/words.ts';

/**
 * Compares the numbers of a key with those that its quote states. A number counts by its value: `1,000`,
 * `1 000` and `1000` are one number, 10⁸ is not 108, and “three” is 3.
 */

const raised = new Map(Array.from('⁰¹²³⁴⁵⁶⁷⁸⁹⁻', (sign, at) => [sign, '0123456789-'[at] ?? '']));
const raisedRunPattern = /[⁰¹²³⁴-⁹⁻]+/gu;

/** “One” is left out, because the word rarely counts. */
const numberWords = new Map(
  `two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty`
    .split(/\s+/u)
    .map((word, at) => [word, at + 2]),
);
const numberWordPattern = new RegExp(`\\b(?:${[...numberWords.keys()].join('|')})\\b`, 'giu');

const digits = String.raw`(?:\d{1,3}(?:[,.\u0020]\d{3})+(?![\d])|\d+)(?:[.,]\d+)?(?:\^-?\d+)?`;
const numberPattern = new RegExp(String.raw`(?:(?<![\p{L}\p{N})])-)?${digits}`, 'gu');
/**
 * A calculation, such as `3 × 4`, with its stated result where there is one. A hyphen needs blanks
 * around it.
 */
const calculationPattern = new RegExp(
  String.raw`(?<terms>${digits}(?:(?:\s*[+×·⋅*/÷:]\s*|\s[-−]\s)${digits})+)(?<rest>\s*=\s*(?<result>-?${digits}))?`,
  'gu',
);

/** As plain characters on one line. */
const plain = (text: string): string =>
  onOneLine(
    text
      .replace(raisedRunPattern, (run) => `^${Array.from(run, (sign) => raised.get(sign) ?? '').join('')}`)
      .normalize('NFKC')
      .replace(/[−–](?=\d)/gu, '-'),
  );

/** The values that a number may have: a point or a comma separates thousands or decimals. */
const valuesOf = (number: string): number[] => {
  const [whole = '', exponent] = number.replaceAll(' ', '').split('^');
  const readings = new Set([
    Number(whole.replaceAll(',', '')),
    Number(whole.replaceAll('.', '').replaceAll(',', '.')),
  ]);
  return [...readings]
    .filter(Number.isFinite)
    .map((value) => (exponent === undefined ? value : value ** Number(exponent)));
};

/** Whether a stated result is a value, rounded to the decimals that the book shows. */
const isResult = (stated: string, value: number): boolean => {
  const decimals = /[.,](\d+)$/u.exec(stated)?.[1]?.length ?? 0;
  const rounding = 0.5 * 10 ** -decimals + Number.EPSILON;
  return valuesOf(stated).some((reading) => Math.abs(reading - value) <= rounding);
};

const operatorPattern = /\s*([+×·⋅*/÷:])\s*|\s([-−])\s/u;

/** The value of a calculation: products before sums. */
const computed = (terms: string): number => {
  const parts = terms.split(operatorPattern).filter((part) => part !== undefined);
  let sum = 0;
  let product = valuesOf(parts[0] ?? '')[0] ?? Number.NaN;
  for (let at = 1; at < parts.length; at += 2) {
    const value = valuesOf(parts[at + 1] ?? '')[0] ?? Number.NaN;
    const operator = parts[at] ?? '';
    if ('+-−'.includes(operator)) {
      sum += product;
      product = operator === '+' ? value : -value;
    } else product = '/÷:'.includes(operator) ? product / value : product * value;
  }
  return sum + product;
};

/**
 * The values that a quote states. The result of a calculation is computed again: it counts also where the
 * quote does not state it, and a stated result that is wrong does not count.
 */
const statedIn = (quote: string): number[] => {
  const results: number[] = [];
  const text = plain(quote).replace(calculationPattern, (whole, ...groups) => {
    const { terms, result } = groups.at(-1) as { terms: string; result?: string };
    const value = computed(terms);
    if (!Number.isFinite(value)) return whole;
    results.push(value);
    return result !== undefined && !isResult(result, value) ? terms : whole;
  });
  return [...numbersIn(text).flat(), ...results];
};

/** The possible values of each number of a text. */
const numbersIn = (text: string): number[][] => [
  ...(text.match(numberPattern) ?? []).map(valuesOf),
  ...(text.match(numberWordPattern) ?? []).map((word) => [numberWords.get(word.toLowerCase()) ?? Number.NaN]),
];

/** Whether the quote states, or lets compute, every number of the claim. */
export const statesNumbersOf = (quote: string, claim: string): boolean => {
  const wanted = numbersIn(plain(claim));
  if (wanted.length === 0) return true;
  const stated = statedIn(quote);
  return wanted.every((readings) => readings.some((value) => stated.includes(value)));
};

/** Calculations with decimals leave digits that the quote does not have. */
const roundingShare = 1e-9;

/** Whether the quote states this value, or lets compute it. */
export const statesValue = (quote: string, value: number): boolean =>
  statedIn(quote).some((stated) => Math.abs(stated - value) <= Math.abs(value) * roundingShare);
