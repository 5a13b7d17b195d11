import type { Quantity } from '../item-writing/drafts/item-draft.ts';
import { keyValueOf } from '../item-writing/quantities/read-number.ts';
import { type QuantityAnswer, readQuantity } from '../item-writing/quantities/read-quantity.ts';
import { converted, isShare, noUnit, type Unit, unitOf } from '../item-writing/quantities/units.ts';
import { correct, incorrect, unanswered, undecided, type Verdict } from './verdict.ts';

/** The share of the points for the correct number without its unit, unless the item says otherwise. */
const defaultShareWithoutUnit = 0.5;
/** Both sides of a conversion are rounded to about 16 digits. */
const roundingShare = 1e-9;

export type NumericReference = { readonly key: string; readonly quantity: Quantity };

/**
 * Compares a number and its unit with the key. Units of the same dimension are converted. The teacher decides
 * about text that is no number with a unit, about a number that counts as right only in another notation than
 * the book's, and about temperatures that are right as differences only.
 */
export const gradeNumeric = (response: string, { key, quantity }: NumericReference): Verdict => {
  if (!/[\p{L}\p{N}]/u.test(response)) return unanswered;
  const answer = readQuantity(response, quantity.decimalSign);
  const expected = keyValueOf(key);
  if (answer === undefined || expected === undefined) return undecided;
  const wanted = quantity.unit === undefined ? undefined : unitOf(quantity.unit);
  if (quantity.unit !== undefined && wanted === undefined) return undecided;
  const isRight = (value: number): boolean => isWithin(value, expected, quantity.tolerance ?? 0);
  if (wanted === undefined) return withoutWantedUnit(answer, isRight);
  if (answer.unitText === '') return withMissingUnit(answer, { wanted, isRight, quantity });
  const unit = unitOf(answer.unitText);
  if (unit === undefined) return undecided;
  return inUnit(answer, { unit, wanted, isRight });
};

const isWithin = (value: number, expected: number, tolerance: number): boolean =>
  Math.abs(value - expected) <= tolerance + Math.abs(expected) * roundingShare;

type Check = (value: number) => boolean;

/** By the notation of the book where it is known; otherwise only a verdict that all readings share. */
const verdictOf = ({ likeliest, possible }: QuantityAnswer, isRight: Check): Verdict => {
  if (likeliest !== undefined && isRight(likeliest)) return correct;
  if (!possible.some(isRight)) return incorrect;
  return possible.every(isRight) ? correct : undecided;
};

/** A share may be written in percent. Any other unit was not asked for, so a right number needs a look. */
const withoutWantedUnit = (answer: QuantityAnswer, isRight: Check): Verdict => {
  if (answer.unitText === '') return verdictOf(answer, isRight);
  const unit = unitOf(answer.unitText);
  if (unit !== undefined && isShare(unit))
    return verdictOf(answer, (value) => isRight(converted(value, unit, noUnit) ?? Number.NaN));
  return verdictOf(answer, isRight) === incorrect ? incorrect : undecided;
};

const withMissingUnit = (
  answer: QuantityAnswer,
  { wanted, isRight, quantity }: { wanted: Unit; isRight: Check; quantity: Quantity },
): Verdict => {
  if (isShare(wanted)) {
    const asShare = verdictOf(answer, (value) => isRight(converted(value, noUnit, wanted) ?? Number.NaN));
    if (asShare !== incorrect) return asShare;
  }
  const number = verdictOf(answer, isRight);
  if (number !== correct) return number;
  const share = quantity.shareWithoutUnit ?? defaultShareWithoutUnit;
  return { decided: true, share, remark: 'The number is correct. Its unit is missing.' };
};

const inUnit = (
  answer: QuantityAnswer,
  { unit, wanted, isRight }: { unit: Unit; wanted: Unit; isRight: Check },
): Verdict => {
  if (converted(1, unit, wanted) === undefined)
    return {
      decided: true,
      share: 0,
      remark: 'This answer is not correct. Its unit measures something else than the question asks for.',
    };
  const verdict = verdictOf(answer, (value) => isRight(converted(value, unit, wanted) ?? Number.NaN));
  // A difference of 5 K is one of 5 °C. The key does not say whether it is a difference.
  const isOtherScale = unit.scale !== undefined && unit.scale !== wanted.scale;
  if (verdict !== incorrect || !isOtherScale) return verdict;
  const asDifference = (value: number): number =>
    (converted(value, unit, wanted) ?? Number.NaN) - (converted(0, unit, wanted) ?? Number.NaN);
  return verdictOf(answer, (value) => isRight(asDifference(value))) === incorrect ? incorrect : undecided;
};
