import { inPlainNotation } from './plain-notation.ts';

/** The sign that separates decimals in a book. */
export type DecimalSign = '.' | ',';

/**
 * The values that a written number may have. `1,5` has one value. `1,234` has two, because a comma
 * separates decimals in some countries and thousands in others. `likeliest` follows the decimal sign of the
 * book; it is undefined where the sign is unknown and would decide.
 */
export type NumberReading = { readonly likeliest: number | undefined; readonly possible: readonly number[] };

/** Digits with separators, without sign and exponent. */
const digits = String.raw`\d{1,3}(?:[ \u00a0\u2009\u202f’'_]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+`;
const exponent = String.raw`(?:×10\^[-+]?\d{1,3}|e[-+]?\d{1,3})`;
/** The source of a pattern for one number in plain notation. */
export const numberSource = String.raw`[-+]?(?:10\^[-+]?\d{1,3}(?!\d)|(?:${digits})${exponent}?)`;

const wholePattern = new RegExp(
  String.raw`^(?<sign>[-+]?)(?:10\^(?<power>[-+]?\d{1,3})|(?<mantissa>${digits})(?<scale>${exponent})?)$`,
  'iu',
);

/** Digits of other scripts with the code of their zero: Arabic, Persian and Devanagari. */
const zeros = [0x06_60, 0x06_f0, 0x09_66];

/** Digits, separators, exponents and signs of every script in plain characters. */
export const plainDigits = (text: string): string =>
  inPlainNotation(
    text
      .replace(/[٠-٩۰-۹०-९]/gu, (digit) => {
        const code = digit.charCodeAt(0);
        return String(code - (zeros.findLast((zero) => zero <= code && code < zero + 10) ?? code));
      })
      .replace(/٫/gu, '.')
      .replace(/٬/gu, "'")
      .replace(/(?<![\p{L}\p{N}])(?:minus|moins|menos|negative)\s+(?=\d)/giu, '-')
      .replace(/[−–‐](?=\d)/gu, '-'),
  )
    .replace(/(?<=\d)\s*×\s*(?=10\^)/gu, '×')
    .replace(/(?<=\d)E(?=[-+]?\d)/gu, 'e');

/**
 * Reads a number in plain notation: `12.5`, `1,5`, `1 234,5`, `1.5e8`, `1.5×10^8`, `10^8`.
 *
 * @returns undefined for a text that is no number, or beyond the range of a double.
 */
export const readNumber = (text: string, decimalSign?: DecimalSign): NumberReading | undefined => {
  const groups = wholePattern.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const { sign, power, mantissa, scale = '' } = groups;
  const tens = scale === '' ? '' : `e${scale.replace(/^(?:×10\^|e)/iu, '')}`;
  const readings = mantissa === undefined ? [`1e${power}`] : readingsOf(mantissa, decimalSign);
  const possible = readings.map((plain) => Number(`${sign === '-' ? '-' : ''}${plain}${tens}`));
  if (possible.length === 0 || !possible.every(Number.isFinite)) return undefined;
  const isClear = possible.length === 1 || decimalSign !== undefined;
  return { likeliest: isClear ? possible[0] : undefined, possible };
};

/** The mantissa with a point before its decimals, in each way that it can be read; the likeliest first. */
const readingsOf = (mantissa: string, decimalSign: DecimalSign | undefined): string[] => {
  const joined = mantissa.replace(/[ \u00a0\u2009\u202f’'_]/gu, '');
  const signs: readonly string[] = joined.match(/[.,]/gu) ?? [];
  const last = signs.at(-1);
  if (last === undefined) return [joined];
  const isGrouped = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/u.test(joined);
  const asDecimal = joined.replace(last, '.');
  const asThousands = joined.replace(/[.,]/gu, '');
  if (signs.length === 1) {
    if (!isGrouped || joined.length < mantissa.length) return [asDecimal];
    return decimalSign === undefined || decimalSign === last
      ? [asDecimal, asThousands]
      : [asThousands, asDecimal];
  }
  if (new Set(signs).size === 1) return isGrouped ? [asThousands] : [];
  return mixedReadingOf(joined, last);
};

/** Of two different signs, the last one separates decimals, and the others must separate thousands. */
const mixedReadingOf = (joined: string, last: string): string[] => {
  const at = joined.lastIndexOf(last);
  const whole = joined.slice(0, at);
  const other = last === '.' ? ',' : '.';
  if (!new RegExp(`^\\d{1,3}(?:[${other}]\\d{3})+$`, 'u').test(whole)) return [];
  return [`${whole.replaceAll(other, '')}.${joined.slice(at + 1)}`];
};

/** The value of the key of a numeric item; undefined for a text that is no number or may be two. */
export const keyValueOf = (key: unknown): number | undefined => {
  const reading = typeof key === 'string' ? readNumber(plainDigits(key)) : undefined;
  return reading?.likeliest;
};

/** A value as the key of a numeric item. A calculation leaves digits that a double cannot hold. */
export const keyOfValue = (value: number): string => String(Number(value.toPrecision(12)));

/** Languages whose books write decimals with a point; the others with a comma. */
const pointLanguages = new Set(['en', 'zh', 'hi', 'ja', 'ko', 'th']);
const commaLanguages = new Set([
  'de',
  'fr',
  'pt',
  'it',
  'nl',
  'pl',
  'ru',
  'tr',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
]);

/** The decimal sign of a language; undefined where its countries differ, as for Spanish and Arabic. */
export const decimalSignOf = (language: string | undefined): DecimalSign | undefined => {
  if (language === undefined) return undefined;
  if (pointLanguages.has(language)) return '.';
  return commaLanguages.has(language) ? ',' : undefined;
};
