import type { ItemSource } from '../../item-writing/drafts/item-draft.ts';
import { pageReferenceOf } from '../grade-response.ts';
import { correct, incorrect } from '../verdict.ts';
import { isLanguage } from './answer-language.ts';
import { rarityBy, trainedModel } from './answer-model.ts';
import { type AnswerText, readAnswerText, termsOf } from './answer-text.ts';

const rarityOf = rarityBy(trainedModel);
const read = (text: string): AnswerText => readAnswerText(text, rarityOf);

/** More terms are the wording of the key and no longer a hint. */
const maxTerms = 4;

export type FeedbackItem = {
  readonly stem: string;
  /** At least one. */
  readonly keys: readonly string[];
  readonly source: Pick<ItemSource, 'pageLabel' | 'quote'>;
};

/**
 * Names the terms of the key that an answer has and lacks, and the page of the book. The terms are those that
 * the question does not give away, the rarest first. Items in other languages than English get the page only,
 * because the terms of another language are not known.
 */
export const writeFeedback = (
  { stem, keys, source }: FeedbackItem,
  { response, share }: { readonly response: string; readonly share: number | null },
): string => {
  const sentences = [
    ...(share === 1 ? [correct.remark] : []),
    ...(share === 0 ? [incorrect.remark] : []),
    ...(isLanguage([source.quote, ...keys].join(' ')) ? termSentences({ stem, keys }, response, share) : []),
    pageReferenceOf(source),
  ];
  return sentences.join(' ');
};

const termSentences = (
  { stem, keys }: Pick<FeedbackItem, 'stem' | 'keys'>,
  response: string,
  share: number | null,
): string[] => {
  const answer = read(response);
  const question = read(stem);
  const [first, ...others] = keys.map((key) => {
    const terms = termsOf(key)
      .filter(({ stem: each }) => !question.stems.has(each))
      .toSorted((one, other) => rarityOf(other.stem) - rarityOf(one.stem));
    const found = terms.filter(({ stem: each }) => answer.stems.has(each));
    return { found, missing: terms.filter((term) => !found.includes(term)) };
  });
  if (first === undefined) return [];
  const { found, missing } = others.reduce(
    (best, other) => (other.found.length > best.found.length ? other : best),
    first,
  );
  return [
    ...(found.length > 0 ? [`Your answer names ${listed(found)}.`] : []),
    ...(share !== 1 && missing.length > 0 ? [`The book also names ${listed(missing)}.`] : []),
  ];
};

const listed = (terms: readonly { readonly word: string }[]): string =>
  terms
    .slice(0, maxTerms)
    .map(({ word }) => `“${word}”`)
    .join(', ');
