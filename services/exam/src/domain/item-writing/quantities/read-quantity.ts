import {
  type DecimalSign,
  type NumberReading,
  numberSource,
  plainDigits,
  readNumber,
} from './read-number.ts';

/** A number as a pupil writes it, with the text of its unit, which is empty without one. */
export type QuantityAnswer = NumberReading & { readonly unitText: string };

/** Text that may precede the number of an answer: `v =`, `≈`, “about”. */
const openingPattern =
  /^(?:\p{L}{1,3}\s*[=≈]\s*|[=≈~]\s*|(?:about|approximately|approx\.?|roughly|around|circa|ca\.?|etwa|ungefähr|rund|environ|aproximadamente|cerca de)\s+)/iu;

const answerPattern = new RegExp(
  String.raw`^(?<number>${numberSource})(?:\s*/\s*(?<divisor>\d+)|\s+(?<above>\d+)\s*/\s*(?<below>\d+))?(?<unit>(?!\d).*)$`,
  'iu',
);

/**
 * Reads an answer such as `- 40`, `−40 °C`, `3·10^8 m/s`, `10⁸`, `1/2`, `1 1/2 km` or `12,5 %`.
 *
 * @returns undefined for any other text, such as two numbers or words before a number.
 */
export const readQuantity = (text: string, decimalSign?: DecimalSign): QuantityAnswer | undefined => {
  const plain = plainDigits(
    text
      .trim()
      .replace(openingPattern, '')
      .replace(/^([-−–‐+])\s+(?=[\d.,])/u, '$1'),
  );
  const groups = answerPattern.exec(plain.replace(/[.!]$/u, '').replace(/\s+/gu, ' '))?.groups;
  if (groups === undefined) return undefined;
  const { number = '', divisor, above, below, unit = '' } = groups;
  const reading = readNumber(number, decimalSign);
  // After a number that is no whole part, a second number is not its fraction.
  if (reading === undefined || (above !== undefined && !/^[-+]?\d+$/u.test(number))) return undefined;
  const sign = number.startsWith('-') ? -1 : 1;
  const [factor, rest] = divisor === undefined ? [1, fractionOf(above, below)] : [1 / Number(divisor), 0];
  const wholeOf = (value: number): number => value * factor + sign * rest;
  const possible = reading.possible.map(wholeOf);
  if (!possible.every(Number.isFinite)) return undefined;
  const likeliest = reading.likeliest === undefined ? undefined : wholeOf(reading.likeliest);
  return { possible, likeliest, unitText: unit.trim() };
};

const fractionOf = (above: string | undefined, below: string | undefined): number =>
  above === undefined || below === undefined ? 0 : Number(above) / Number(below);
