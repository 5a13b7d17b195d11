import { sentenceEnds } from '@ai-teacher/language/sentences/sentence-ends.ts';
import { onOneLine } from '@ai-teacher/language/words.ts';
import { letteredOptions } from '../choices/lettered-options.ts';
import { type ItemDraft, isList } from '../drafts/item-draft.ts';
import { plainDigits } from '../quantities/read-number.ts';

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
const yearPattern = /(?<![\p{Nd}\p{Script=Latin}])\p{Nd}{4}(?![\p{Nd}\p{Script=Latin}])/gu;
const isYear = (year: number): boolean => year >= 1000 && year < 2100;
const otherEra =
  /(?<!\p{L})(?:B\. ?C\.|BCE?(?!\p{L})|v\. ?(?:Chr|u)\.|J\.-?C\.|avant notre ère|a\. ?C\.|antes de (?:Cristo|nuestra)|ق\. ?م|ई\. ?पू)|قبل الميلاد|هجري|للهجرة|هـ|ईसा[ -]?पूर्व|公元前/iu;

/** Whether a text counts years backwards or from another event: a later year may have a smaller number. */
export const hasOtherEra = (text: string): boolean => otherEra.test(text);

/** A mark that ends a sentence. One of ASCII also stands inside numbers, so a blank follows it. */
const endPattern = new RegExp(`[.!?](?=\\s|$)|(?![.!?])[${sentenceEnds}]`, 'gu');

/**
 * Whether the quote gives the texts in this order: one behind the other, or each in a sentence with a later
 * year than the text before. A quote with years before Christ or of the Hijra proves no order.
 */
export const isInOrderOf = (quote: string, texts: readonly string[]): boolean => {
  const whole = plain(quote);
  const places = texts.map((text) => whole.indexOf(plain(text)));
  if (texts.length < 3 || places.includes(-1) || hasOtherEra(whole)) return false;
  const years = places.map((place) => yearAround(whole, place));
  return isAscending(years.every((year) => year !== undefined) ? years : places);
};

/** The only year of the sentence around a place. */
const yearAround = (text: string, place: number): number | undefined => {
  const ends = [...text.matchAll(endPattern)].map(({ index }) => index);
  const start = ends.findLast((end) => end < place) ?? 0;
  const sentence = text.slice(
    start,
    ends.find((end) => end >= place),
  );
  const years = (sentence.match(yearPattern) ?? [])
    .map((digits) => Number(plainDigits(digits)))
    .filter(isYear);
  return years.length === 1 ? years[0] : undefined;
};

const isAscending = (values: readonly number[]): boolean =>
  values.every((value, at) => at === 0 || value > (values[at - 1] ?? value));
