import { type DecimalSign, type NumberReading, plainDigits, readNumber } from './read-number.ts';
import { type Unit, unitOf } from './units.ts';

/** A number in a text with the unit behind it, from `start` to `end`. */
export type FoundQuantity = NumberReading & {
  readonly unit: Unit | undefined;
  /** The unit as written; empty without one. */
  readonly unitText: string;
  readonly start: number;
  readonly end: number;
};

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻';
/** A number in the writing of books, with exponents of every form. */
const numberPattern = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,_^])[-−]?\p{Nd}+(?:[.,’'٫٬]\p{Nd}+|[ \u00a0\u2009\u202f]\p{Nd}{3}(?!\p{Nd}))*(?:\s?[×·]\s?10\s?(?:\^\s?[-−]?\p{Nd}+|[${raised}]+)|\^[-−]?\p{Nd}+|[${raised}]+)?`,
  'gu',
);

/** The maximum number of words of a unit: “grams per cubic metre”, “degrees Celsius”. */
const maxUnitWords = 4;
const unitWordPattern = new RegExp(
  String.raw`^(?:[ \u00a0\u202f-]?(?:[\p{L}\p{M}µμ°℃℉Ω]+(?:[\^]?[-−]?[1-9](?!\p{N})|[${raised}]+)?(?:[/·⋅*][\p{L}\p{M}µΩ]+(?:\^?[1-9](?!\p{N})|[${raised}]+)?)*|[%‰]))`,
  'u',
);

/** Words that the unit library knows and that mean something else behind a number of a text. */
const otherWords = new Set(
  `in at a to as are each dozen gross point points base cell cells grade grades mole moles pt cents cent score
  chain hand hands link links rod rods stone stones pole poles perch bar bars nail nails span foot pair pairs dot dots`.split(
    /\s+/u,
  ),
);

/** The quantities of a text, in its order. */
export const findQuantities = (text: string, decimalSign?: DecimalSign): FoundQuantity[] =>
  [...text.matchAll(numberPattern)].flatMap((match) => {
    const reading = readNumber(plainDigits(match[0]), decimalSign);
    if (reading === undefined) return [];
    return [{ ...reading, start: match.index, ...unitFrom(text, match.index + match[0].length) }];
  });

/** The longest unit that begins here. */
const unitFrom = (text: string, from: number): Pick<FoundQuantity, 'end' | 'unit' | 'unitText'> => {
  const ends: number[] = [];
  for (let end = from; ends.length < maxUnitWords; ) {
    const word = unitWordPattern.exec(text.slice(end, end + 60))?.[0];
    if (word === undefined) break;
    end += word.length;
    ends.push(end);
  }
  for (const end of ends.toReversed()) {
    const unitText = text.slice(from, end).replace(/^[\s-]+/u, '');
    // The years of the 1640s are no seconds.
    const isDecade = text.slice(from, end) === 's';
    const unit = isDecade || otherWords.has(unitText) ? undefined : unitOf(unitText);
    if (unit !== undefined) return { end, unit, unitText };
  }
  return { end: from, unit: undefined, unitText: '' };
};
