import { onOneLine } from '@ai-teacher/language/words.ts';
import { letteredOptions } from '../choices/lettered-options.ts';
import { type ItemDraft, isList } from '../drafts/item-draft.ts';

/** The options of an ordering item with letters that say nothing about their order, and the key. */
export const orderedOptionsOf = (texts: readonly string[]): Pick<ItemDraft, 'key' | 'options'> => {
  const options = letteredOptions(texts);
  const idOf = new Map(options.map(({ optionId, text }) => [text, optionId]));
  return { options, key: texts.flatMap((text) => idOf.get(text) ?? []) };
};

/** The texts of an ordering item in the order of its key. */
export const orderedTextsOf = ({ key, options = [] }: Pick<ItemDraft, 'key' | 'options'>): string[] => {
  const textOf = new Map(options.map(({ optionId, text }) => [optionId, text]));
  return isList(key) ? key.flatMap((optionId) => textOf.get(optionId) ?? []) : [];
};

const plain = (text: string): string => onOneLine(text.normalize('NFKC')).toLowerCase();
const yearPattern = /\b(?:1\d{3}|20\d{2})\b/gu;

/**
 * Whether the quote gives the texts in this order: one behind the other, or each in a sentence with a later
 * year than the text before.
 */
export const isInOrderOf = (quote: string, texts: readonly string[]): boolean => {
  const whole = plain(quote);
  const places = texts.map((text) => whole.indexOf(plain(text)));
  if (texts.length < 3 || places.includes(-1)) return false;
  const years = places.map((place) => yearAround(whole, place));
  return isAscending(years.every((year) => year !== undefined) ? years : places);
};

/** The only year of the sentence around a place. */
const yearAround = (text: string, place: number): number | undefined => {
  const start = text.lastIndexOf('. ', place) + 1;
  const end = text.indexOf('. ', place);
  const years = text.slice(start, end < 0 ? undefined : end).match(yearPattern) ?? [];
  return years.length === 1 ? Number(years[0]) : undefined;
};

const isAscending = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value > (values[at - 1] ?? value));
