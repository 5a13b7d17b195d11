import { minCriteria } from '@ai-teacher/contracts/exam/rubric.ts';
import { type ItemDraft, isList, isMatches } from '../drafts/item-draft.ts';
import { indexWordsOf, mentions } from '../drafts/term-search.ts';
import { findQuantities } from '../quantities/find-quantities.ts';
import { keyValueOf } from '../quantities/read-number.ts';
import { converted, unitOf } from '../quantities/units.ts';
import { isInOrderOf, orderedTextsOf } from '../sequences/ordered-options.ts';
import { statementTexts } from '../stems/stem-of.ts';
import { statesNumbersOf, statesValue } from './key-numbers.ts';
import type { MaterialIndex } from './material-index.ts';

/** Share of a key's words that its quote must contain. */
const minShareOfKey = 0.8;
/** A false statement must be about the matter of its quote. */
const minShareOfFalseStatement = 0.3;

/** A larger tolerance accepts what the quote does not state. */
const maxToleranceShare = 0.1;

/** Words with which stems speak of a term, whether or not the book has them. */
const stemWords = new Set(statementTexts().flatMap(indexWordsOf));

/** The words of a stem or an option that claim something about the book. */
export const claimWordsOf = (text: string): string[] =>
  indexWordsOf(text).filter((word) => !stemWords.has(word));

const negationPattern = /\b(?:not|no|never|none|cannot|without)\b|n[’']t\b/iu;

const shareIn = (words: readonly string[], quote: string): number => {
  const held = new Set(indexWordsOf(quote));
  return words.length === 0 ? 0 : words.filter((word) => held.has(word)).length / words.length;
};

/**
 * Whether the quote says what a text claims: most of its words, each of its numbers, and a negation only
 * where the quote has one.
 */
const says = (quote: string, claim: string, minShare = minShareOfKey): boolean =>
  shareIn(claimWordsOf(claim), quote) >= minShare &&
  statesNumbersOf(quote, claim) &&
  (!negationPattern.test(claim) || negationPattern.test(quote));

/** Whether the quote states the number of the key or lets compute it, with a unit of its dimension. */
const isQuantityStated = ({ key, quantity, source: { quote } }: ItemDraft): boolean => {
  const value = keyValueOf(key);
  if (value === undefined || !statesValue(quote, value)) return false;
  if ((quantity?.tolerance ?? 0) > Math.abs(value) * maxToleranceShare) return false;
  if (quantity?.unit === undefined) return true;
  const unit = unitOf(quantity.unit);
  return (
    unit !== undefined &&
    findQuantities(quote).some(
      (stated) => stated.unit !== undefined && converted(1, stated.unit, unit) !== undefined,
    )
  );
};

/** The words of a criterion or of a complete answer are often those of a teacher. */
const minShareOfStatement = 0.5;

/** Whether each quote supports its criterion, and the section the complete answer. */
const isRubricSupported = ({ criteria = [], key, source }: ItemDraft): boolean =>
  criteria.length >= minCriteria &&
  [{ quote: source.quote, label: String(key) }, ...criteria].every(({ label, quote }) =>
    says(quote, label, minShareOfStatement),
  );

/** Each prompt of a matching item with its option, or with every option that is not its match. */
export const matchedTextsOf = (
  { key, options = [], prompts = [] }: ItemDraft,
  which: 'correct' | 'incorrect' = 'correct',
): string[] =>
  prompts.flatMap(({ promptId, text: prompt }) =>
    options
      .filter(({ optionId }) => (isMatches(key) && key[promptId] === optionId) === (which === 'correct'))
      .map(({ text }) => `${prompt}: ${text}`),
  );

/** Whether the quote of an item supports its key. */
export const isKeySupported = (item: ItemDraft, index: MaterialIndex): boolean => {
  const { key, options = [], source, stem, type } = item;
  const texts = options.filter(({ optionId }) => isKey(key, optionId)).map(({ text }) => text);
  switch (type) {
    case 'cloze':
      return mentions(source.quote, String(key)) && statesNumbersOf(source.quote, String(key));
    case 'matching':
      return (
        matchedTextsOf(item).some((pair) => says(source.quote, pair)) &&
        matchedTextsOf(item).every((pair) => says(source.quote, pair) || index.isStated(claimWordsOf(pair)))
      );
    case 'numeric':
      return isQuantityStated(item);
    case 'ordering':
      return isInOrderOf(source.quote, orderedTextsOf(item));
    case 'long_answer':
      return isRubricSupported(item);
    case 'short_answer':
      return says(source.quote, String(key));
    case 'single_choice':
      return texts.length === 1 && texts.every((text) => says(source.quote, text));
    case 'multiple_choice':
      return (
        texts.some((text) => says(source.quote, text)) &&
        texts.every((text) => says(source.quote, text) || index.isStated(claimWordsOf(text)))
      );
    case 'true_false':
      return key === true
        ? says(source.quote, stem)
        : shareIn(claimWordsOf(stem), source.quote) >= minShareOfFalseStatement;
  }
};

export const isKey = (key: ItemDraft['key'], optionId: string): boolean => {
  if (isList(key)) return key.includes(optionId);
  return isMatches(key) ? Object.values(key).includes(optionId) : key === optionId;
};
