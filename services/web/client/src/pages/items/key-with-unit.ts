import type { Item } from '@ai-teacher/contracts/exam/items.ts';

/** Two digits would show a tolerance of 0.001 as 0. */
const maxToleranceDigits = 20;

/** The key; of a numeric item with its tolerance and its unit. */
export const keyWithUnit = (
  { key, quantity }: Pick<Item, 'key' | 'quantity'>,
  showNumber: (value: number, maxDigits: number) => string,
): Item['key'] => {
  if (typeof key !== 'string' || quantity === undefined) return key;
  const { tolerance = 0, unit = '' } = quantity;
  const distance = tolerance === 0 ? '' : `± ${showNumber(tolerance, maxToleranceDigits)}`;
  return [key, distance, unit].filter((part) => part !== '').join(' ');
};
