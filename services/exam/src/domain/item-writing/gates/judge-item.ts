import type { Rejection } from '@ai-teacher/contracts/exam/blueprint.ts';
import { fourGramLikeness } from '@ai-teacher/language/words.ts';
import { type ItemDraft, type ReadPage, stemKeyOf } from '../drafts/item-draft.ts';
import { indexWordsOf } from '../drafts/term-search.ts';
import { identifyLanguage } from '../languages/material-language.ts';
import { claimWordsOf, isKey, isKeySupported, matchedTextsOf } from './key-support.ts';
import { lintItem } from './lint-item.ts';
import { indexMaterial, type MaterialIndex } from './material-index.ts';
import { indexStems, maxStemLikeness, type StemIndex } from './stem-likeness.ts';

export type JudgedMaterial = {
  readonly pages: readonly ReadPage[];
  /** Stems of other exams of the teacher. */
  readonly earlierStems?: readonly string[];
};

/** The text of an item as a student sees it. */
const shownTextOf = ({ stem, options = [], prompts = [] }: ItemDraft): string =>
  [stem, ...[...prompts, ...options].map(({ text }) => text)].join('\n');

/** The search must find the page of an item among so many. */
const searchedPages = 10;
/** A sentence with a distractor and this share of the stem's words would make the distractor correct. */
const minShareOfStem = 0.8;
/** Separates term and meaning in an option that is a statement by itself. */
const pairSign = ': ';

/**
 * Judges items by the gates that items of a model and of rules pass.
 *
 * @returns a function that takes an item and the other items of the exam, and lists the reasons against it.
 *   An item without a reason may be given to students.
 */
export const createItemJudge = ({ pages, earlierStems = [] }: JudgedMaterial) => {
  const index = indexMaterial(pages);
  const earlier = indexStems(earlierStems);
  const pageOf = new Map(pages.map((read) => [keyOf(read.page), read]));
  return (item: ItemDraft, others: readonly ItemDraft[]): readonly Rejection[] => {
    const read = pageOf.get(keyOf(item.source));
    if (read === undefined || !isVerbatim(item, read)) return ['quote-not-on-page'];
    return [
      ...(isKeySupported(item, index) ? [] : (['key-unsupported'] as const)),
      ...(lintItem(item).length === 0 ? [] : (['flawed'] as const)),
      ...(index.search(shownTextOf(item), searchedPages).includes(read) ? [] : (['not-answerable'] as const)),
      ...(hasSupportedDistractor(item, index) ? (['distractor-supported'] as const) : []),
      ...likenessesOf(item, others),
      ...(repeatsEarlier(item, earlier) ? (['near-duplicate'] as const) : []),
      ...(isInLanguageOf(item, read) ? [] : (['wrong-language'] as const)),
    ];
  };
};

const keyOf = ({ documentId, pageNumber }: { documentId: string; pageNumber: number }): string =>
  `${documentId}/${pageNumber}`;

const isVerbatim = ({ criteria = [], source }: ItemDraft, { page }: ReadPage): boolean =>
  source.quote !== '' &&
  source.pageLabel === page.pageLabel &&
  page.text.slice(source.span.start, source.span.end) === source.quote &&
  criteria.every(({ quote }) => quote !== '' && source.quote.includes(quote));

const hasSupportedDistractor = (item: ItemDraft, index: MaterialIndex): boolean => {
  if (item.type === 'true_false') return item.key === false && index.isStated(claimWordsOf(item.stem));
  if (item.type === 'matching')
    return matchedTextsOf(item, 'incorrect').some((pair) => index.isStated(claimWordsOf(pair)));
  return (item.options ?? []).some(({ optionId, text }) => {
    if (isKey(item.key, optionId)) return false;
    const words = indexWordsOf(text);
    return text.includes(pairSign)
      ? index.isStated(words)
      : index.isStatedAbout(words, claimWordsOf(item.stem), minShareOfStem);
  });
};

/** The stems of two such items differ in their terms or in their subject only. */
const typesWithCommonStem: ReadonlySet<ItemDraft['type']> = new Set([
  'multiple_choice',
  'ordering',
  'matching',
  'long_answer',
]);

const repeatsEarlier = ({ stem, type }: ItemDraft, earlier: StemIndex): boolean => {
  if (type === 'multiple_choice') return false;
  return typesWithCommonStem.has(type) ? earlier.has(stem) : earlier.hasLike(stem);
};

const likenessesOf = (item: ItemDraft, others: readonly ItemDraft[]): Rejection[] => {
  const stem = stemKeyOf(item.stem);
  if (others.some((other) => stemKeyOf(other.stem) === stem)) return ['stem-repeated'];
  const isLike = (other: ItemDraft): boolean =>
    !typesWithCommonStem.has(item.type) && fourGramLikeness(item.stem, other.stem) > maxStemLikeness;
  return others.some(isLike) ? ['near-duplicate'] : [];
};

/** Whether an item speaks the language of its page. A text that is too short to tell is accepted. */
const isInLanguageOf = (item: ItemDraft, { language }: ReadPage): boolean => {
  const spoken = identifyLanguage(shownTextOf(item));
  return spoken === undefined || spoken === 'und' || spoken === language;
};
