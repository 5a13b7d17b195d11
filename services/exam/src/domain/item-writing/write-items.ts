import { termKeyOf } from '@ai-teacher/language/words.ts';
import { writeMatching } from './choices/write-matching.ts';
import { type WrittenMultipleChoice, writeMultipleChoice } from './choices/write-multiple-choice.ts';
import { type ChoiceContext, writeSingleChoice } from './choices/write-single-choice.ts';
import { writeTrueFalse } from './choices/write-true-false.ts';
import { findRarePhrases } from './cloze/find-rare-phrases.ts';
import { findUsedTerms } from './cloze/find-used-terms.ts';
import {
  type ClozeContext,
  placeOf,
  type UsedTerm,
  writeDefinitionCloze,
  writeSentenceCloze,
} from './cloze/write-cloze.ts';
import { writeNumericItems } from './cloze/write-numeric.ts';
import { askedTermsOf } from './drafts/asked-terms.ts';
import type { Definition, ItemDraft, ItemSource, ItemType, ReadPage } from './drafts/item-draft.ts';
import { inSeededOrder } from './drafts/seeded-order.ts';
import { createCountingJudge } from './gates/count-rejections.ts';
import type { WrittenCell } from './ports.ts';
import { findDefinitions } from './reading/find-definitions.ts';
import { acrossChapters, withDistinctMeanings } from './reading/order-definitions.ts';
import { createSentenceFinder } from './reading/sentence-finder.ts';
import { longAnswerWriter } from './rubrics/write-long-answer.ts';
import { writeOrderingItems } from './sequences/write-ordering.ts';
import { writeShortAnswer } from './write-short-answer.ts';

export type WritingRequest = {
  pages: readonly ReadPage[];
  itemCount: number;
  types: readonly ItemType[];
  seed: string;
  /** Items that the exam has already. */
  present?: readonly ItemDraft[];
  /** Whether an item may ask for what stands at this place. Default: anywhere. */
  within?: (source: ItemSource) => boolean;
  /** Stems of other exams of the teacher. */
  earlierStems?: readonly string[];
};

/**
 * The number of definitions in about ten books. The bound is needed because every pair of definitions is
 * compared.
 */
const maxDefinitions = 1_500;

type WritingState = ChoiceContext &
  ClozeContext & {
    request: WritingRequest;
    definitions: readonly Definition[];
    /** The items of the exam and the new ones. */
    items: ItemDraft[];
    /** The number of items at which the writing ends. */
    target: number;
    /** Keys of the terms that an item asks for. No other item asks for them. */
    askedTerms: Set<string>;
    /**
     * Keys of the terms whose meaning an item shows without the term. No short answer asks for these
     * meanings.
     */
    shownTerms: Set<string>;
    itemCounts: Map<string, number>;
    judge: ReturnType<typeof createCountingJudge>;
    /** Drafts of types that need no definition, best first. */
    proposals: Readonly<Partial<Record<ItemType, Iterator<ItemDraft>>>>;
    writeLongAnswer: ReturnType<typeof longAnswerWriter>;
  };

/**
 * Writes up to `itemCount` items. Takes the requested types in turn, spreads the items over the chapters, and
 * asks for each term once, so that no item reveals the answer to another. Equal requests give equal items.
 */
export const writeItems = (request: WritingRequest): WrittenCell => {
  const found = acrossChapters(findDefinitions(request.pages), request.seed);
  const definitions = withDistinctMeanings(found.slice(0, maxDefinitions));
  const state = initialState(request, definitions);
  const openTypes = new Set<ItemType>(request.types);
  for (let turn = 0; state.items.length < state.target && openTypes.size > 0; turn += 1) {
    const type = request.types[turn % request.types.length];
    if (type === undefined || !openTypes.has(type)) continue;
    const proposals = state.proposals[type];
    const isAdded = proposals === undefined ? addItem(type, state) : addProposed(proposals, state);
    if (!isAdded) openTypes.delete(type);
  }
  if (request.types.includes('cloze')) addSentenceItems(state);
  const { present = [] } = request;
  return { items: state.items.slice(present.length).sort(byPlace), rejected: state.judge.rejected };
};

const initialState = (request: WritingRequest, definitions: readonly Definition[]): WritingState => {
  const { present = [] } = request;
  const terms = Map.groupBy(definitions, ({ source }) => source.documentId);
  const finder = createSentenceFinder(
    request.pages.flatMap(({ page, sentences }) =>
      sentences.map(({ start, text }) => ({
        place: `${page.documentId}/${page.pageNumber}/${start}`,
        text,
      })),
    ),
  );
  return {
    request,
    definitions,
    pool: definitions,
    seed: request.seed,
    finder,
    proposals: {
      numeric: inRandomOrder(writeNumericItems(request.pages, finder), request.seed),
      ordering: inRandomOrder(writeOrderingItems(request.pages), request.seed),
    },
    termsOf: (documentId) => terms.get(documentId)?.map(({ term }) => term) ?? [],
    items: [...present],
    target: present.length + request.itemCount,
    askedTerms: new Set(present.flatMap(askedTermsOf).map(termKeyOf)),
    shownTerms: new Set(),
    itemCounts: new Map(),
    judge: createCountingJudge(request),
    writeLongAnswer: longAnswerWriter(request.pages),
  };
};

/** Reads the book only when the first draft is asked for. */
function* inRandomOrder(drafts: Iterable<ItemDraft>, seed: string): Generator<ItemDraft> {
  yield* inSeededOrder([...drafts], seed, ({ source }) => placeOf(source));
}

/** Adds the next acceptable draft. Returns false when none is left. */
const addProposed = (proposals: Iterator<ItemDraft>, state: WritingState): boolean => {
  for (let next = proposals.next(); next.done !== true; next = proposals.next()) {
    const item: ItemDraft = next.value;
    if (!isWithin(item, state) || !isAcceptable(item, state)) continue;
    state.items.push(item);
    return true;
  }
  return false;
};

/** Types whose items need no definition. */
type ProposedType = 'numeric' | 'ordering';

type WrittenItem = Omit<WrittenMultipleChoice, 'shown'> & { shown?: readonly Definition[] };

/**
 * Adds an acceptable item of the type about the first definition that allows one, beginning with the chapters
 * that have the fewest items. Takes the other terms from the definition's chapter, or from the whole document
 * when no chapter has enough.
 *
 * @returns false when no definition allows an item of the type.
 */
const addItem = (type: ItemType, state: WritingState): boolean => {
  const candidates = state.definitions
    .filter((definition) => !state.askedTerms.has(keyOf(definition)) && isWithin(definition, state))
    .toSorted((left, right) => itemCountOf(left.chapter, state) - itemCountOf(right.chapter, state));
  for (const usesWholeDocument of [false, true]) {
    for (const definition of candidates) {
      const pool = state.pool.filter(
        ({ chapter, language }) =>
          // An item never mixes languages.
          language === definition.language && (usesWholeDocument || chapter === definition.chapter),
      );
      const written = writeItem({ type, definition }, { ...state, pool });
      if (!written || !isAcceptable(written.item, state)) continue;
      state.items.push(written.item);
      state.itemCounts.set(definition.chapter, itemCountOf(definition.chapter, state) + 1);
      for (const asked of written.asked) state.askedTerms.add(keyOf(asked));
      for (const shown of written.shown ?? []) state.shownTerms.add(keyOf(shown));
      return true;
    }
  }
  return false;
};

const itemCountOf = (chapter: string, { itemCounts }: WritingState): number => itemCounts.get(chapter) ?? 0;

const writeItem = (
  { type, definition }: { type: ItemType; definition: Definition },
  state: WritingState,
): WrittenItem | undefined => {
  if (type === 'numeric' || type === 'ordering') return undefined;
  if (type === 'multiple_choice' || type === 'matching') {
    const pool = state.pool.filter((other) => !state.askedTerms.has(keyOf(other)));
    const write = type === 'matching' ? writeMatching : writeMultipleChoice;
    return write(definition, { ...state, pool });
  }
  const item = writeSingleTermItem({ type, definition }, state);
  return item ? { item, asked: [definition] } : undefined;
};

const writeSingleTermItem = (
  {
    type,
    definition,
  }: { type: Exclude<ItemType, 'matching' | 'multiple_choice' | ProposedType>; definition: Definition },
  state: WritingState,
): ItemDraft | undefined => {
  switch (type) {
    case 'single_choice':
      return writeSingleChoice(definition, state);
    case 'true_false': {
      const written = state.items.filter((item) => item.type === 'true_false').length;
      return writeTrueFalse(definition, { ...state, isTrue: written % 2 === 0 });
    }
    case 'cloze':
      return writeDefinitionCloze(definition, state);
    case 'long_answer':
      return state.writeLongAnswer(definition);
    case 'short_answer': {
      const isAskable = definition.clarity >= 2 && !state.shownTerms.has(keyOf(definition));
      return isAskable ? writeShortAnswer(definition) : undefined;
    }
  }
};

/**
 * Adds sentences that use a term, then sentences with a rare phrase, when the definitions give too few items.
 */
const addSentenceItems = (state: WritingState): void => {
  const { definitions, request } = state;
  if (state.items.length >= state.target) return;
  const ordered = (uses: UsedTerm[]) => inSeededOrder(uses, request.seed, ({ source }) => placeOf(source));
  const uses = [
    findUsedTerms(request.pages, definitions),
    findRarePhrases(request.pages, definitions),
  ].flatMap(ordered);
  for (const use of uses.filter((each) => isWithin(each, state))) {
    if (state.items.length >= state.target) return;
    const item = writeSentenceCloze(use, state);
    if (item && isAcceptable(item, state)) state.items.push(item);
  }
};

const isWithin = ({ source }: { source: ItemSource }, { request }: WritingState): boolean =>
  request.within?.(source) ?? true;

/** Whether a draft passes every gate and has a source of its own. */
const isAcceptable = (item: ItemDraft, { items, judge }: WritingState): boolean =>
  !items.some((other) => placeOf(item.source) === placeOf(other.source)) && judge.accepts(item, items);

/** The same for two documents that explain one term, so that only one item asks for the term. */
const keyOf = ({ term }: Definition): string => termKeyOf(term);

const byPlace = ({ source: left }: ItemDraft, { source: right }: ItemDraft): number => {
  if (left.documentId !== right.documentId) return left.documentId < right.documentId ? -1 : 1;
  return left.pageNumber - right.pageNumber || left.span.start - right.span.start;
};
