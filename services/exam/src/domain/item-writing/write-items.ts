import { type WrittenMultipleChoice, writeMultipleChoice } from './choices/write-multiple-choice.ts';
import { type WritingRoom, writeSingleChoice } from './choices/write-single-choice.ts';
import { writeTrueFalse } from './choices/write-true-false.ts';
import { findRarePhrases } from './cloze/find-rare-phrases.ts';
import { findUsedTerms } from './cloze/find-used-terms.ts';
import {
  type ClozeRoom,
  placeOf,
  type UsedTerm,
  writeDefinitionCloze,
  writeSentenceCloze,
} from './cloze/write-cloze.ts';
import type { Definition, ItemDraft, ItemType } from './drafts/item-draft.ts';
import { inSeededOrder } from './drafts/seeded-order.ts';
import { lintItem } from './lint-item.ts';
import { findDefinitions } from './reading/find-definitions.ts';
import type { ReadPage } from './reading/read-sentences.ts';
import { createSentenceFinder } from './reading/sentence-finder.ts';
import { contentWordsOf, fourGramLikeness, likenessOf, termKeyOf } from './reading/words.ts';
import { writeShortAnswer } from './write-short-answer.ts';

export type WritingOrder = {
  pages: readonly ReadPage[];
  itemCount: number;
  types: readonly ItemType[];
  seed: string;
};

const nearDuplicate = 0.75;
const twin = 0.7;
/** Ten books' worth; every pair of them is compared. */
const mostDefinitions = 1_500;

type Bench = WritingRoom &
  ClozeRoom & {
    taken: ItemDraft[];
    /** Definitions that an item is about: no other item asks for them. */
    taught: Set<string>;
    /** Definitions whose meaning an item shows without its term: nobody is asked to write it down. */
    shown: Set<string>;
    /** How many items each chapter has. */
    uses: Map<string, number>;
  };

/**
 * Writes up to `itemCount` items, the wanted types in turn, spread over the chapters, each about a term of its own:
 * no item of the exam gives away another's answer. The same order gives the same items.
 */
export const writeItems = (order: WritingOrder): ItemDraft[] => {
  const found = acrossChapters(findDefinitions(order.pages), order.seed);
  const definitions = withoutTwins(found.slice(0, mostDefinitions));
  const bench = benchFor(order, definitions);
  const open = new Set<ItemType>(order.types);
  for (let turn = 0; bench.taken.length < order.itemCount && open.size > 0; turn += 1) {
    const type = order.types[turn % order.types.length];
    if (type === undefined || !open.has(type)) continue;
    if (!takeOne(type, definitions, bench)) open.delete(type);
  }
  if (order.types.includes('cloze')) fillWithSentences(order, definitions, bench);
  return bench.taken.sort(byPlace);
};

const benchFor = (order: WritingOrder, definitions: readonly Definition[]): Bench => {
  const terms = Map.groupBy(definitions, ({ source }) => source.documentId);
  return {
    pool: definitions,
    seed: order.seed,
    finder: createSentenceFinder(
      order.pages.flatMap(({ page, sentences }) =>
        sentences.map(({ start, text }) => ({
          place: `${page.documentId}/${page.pageNumber}/${start}`,
          text,
        })),
      ),
    ),
    termsOf: (documentId) => terms.get(documentId)?.map(({ term }) => term) ?? [],
    taken: [],
    taught: new Set(),
    shown: new Set(),
    uses: new Map(),
  };
};

/** Two terms that the book explains in the same words cannot be told apart by an item: neither is used. */
const withoutTwins = (definitions: readonly Definition[]): Definition[] => {
  const meant = definitions.map(({ meaning, term }) => ({
    term: termKeyOf(term),
    words: new Set(contentWordsOf(meaning)),
  }));
  return definitions.filter((_, at) => {
    const own = meant[at];
    return meant.every(
      (other) => other.term === own?.term || likenessOf(own?.words ?? other.words, other.words) < twin,
    );
  });
};

/** The clearest definitions of every chapter first, the chapters in turn. */
const acrossChapters = (definitions: readonly Definition[], seed: string): Definition[] => {
  const chapters = [...Map.groupBy(definitions, ({ chapter }) => chapter).values()].map((chapter) =>
    inSeededOrder(chapter, seed, ({ term }) => term).sort((left, right) => right.clarity - left.clarity),
  );
  const longest = Math.max(0, ...chapters.map((chapter) => chapter.length));
  return Array.from({ length: longest }, (_, row) =>
    chapters.flatMap((chapter) => chapter[row] ?? []),
  ).flat();
};

type Written = Omit<WrittenMultipleChoice, 'shown'> & { shown?: readonly Definition[] };

/**
 * The first definition that gives a sound item of this type, from the chapters with the fewest items; false when
 * none does. Partners come from the definition's own chapter, and from the whole document when no chapter has enough.
 */
const takeOne = (type: ItemType, queue: readonly Definition[], bench: Bench): boolean => {
  const free = queue
    .filter((definition) => !bench.taught.has(nameOf(definition)))
    .toSorted((left, right) => usesOf(left.chapter, bench) - usesOf(right.chapter, bench));
  for (const wide of [false, true]) {
    for (const definition of free) {
      const pool = wide ? bench.pool : bench.pool.filter(({ chapter }) => chapter === definition.chapter);
      const written = writeOne(type, definition, { ...bench, pool });
      if (!written || !isSound(written.item, bench.taken)) continue;
      bench.taken.push(written.item);
      bench.uses.set(definition.chapter, usesOf(definition.chapter, bench) + 1);
      for (const taught of written.taught) bench.taught.add(nameOf(taught));
      for (const shown of written.shown ?? []) bench.shown.add(nameOf(shown));
      return true;
    }
  }
  return false;
};

const usesOf = (chapter: string, { uses }: Bench): number => {
  return uses.get(chapter) ?? 0;
};

const writeOne = (type: ItemType, definition: Definition, bench: Bench): Written | undefined => {
  if (type === 'multiple_choice') {
    const pool = bench.pool.filter((other) => !bench.taught.has(nameOf(other)));
    return writeMultipleChoice(definition, { ...bench, pool });
  }
  const item = writeAboutOne(type, definition, bench);
  return item ? { item, taught: [definition] } : undefined;
};

const writeAboutOne = (
  type: Exclude<ItemType, 'multiple_choice'>,
  definition: Definition,
  bench: Bench,
): ItemDraft | undefined => {
  switch (type) {
    case 'single_choice':
      return writeSingleChoice(definition, bench);
    case 'true_false': {
      const written = bench.taken.filter((item) => item.type === 'true_false').length;
      return writeTrueFalse(definition, bench, written % 2 === 0);
    }
    case 'cloze':
      return writeDefinitionCloze(definition, bench);
    case 'short_answer': {
      const isClear = definition.clarity >= 2 && !bench.shown.has(nameOf(definition));
      return isClear ? writeShortAnswer(definition) : undefined;
    }
  }
};

/** Sentences that use a term, then those with a rare phrase, when the definitions do not suffice. */
const fillWithSentences = (order: WritingOrder, definitions: readonly Definition[], bench: Bench): void => {
  if (bench.taken.length >= order.itemCount) return;
  const ordered = (uses: UsedTerm[]) => inSeededOrder(uses, order.seed, ({ source }) => placeOf(source));
  const uses = [findUsedTerms(order.pages, definitions), findRarePhrases(order.pages, definitions)].flatMap(
    ordered,
  );
  for (const use of uses) {
    if (bench.taken.length >= order.itemCount) return;
    const item = writeSentenceCloze(use, bench);
    if (item && isSound(item, bench.taken)) bench.taken.push(item);
  }
};

const isSound = (item: ItemDraft, taken: readonly ItemDraft[]): boolean => {
  if (lintItem(item).length > 0) return false;
  return taken.every((other) => {
    const sameStem =
      item.type !== 'multiple_choice' && fourGramLikeness(item.stem, other.stem) > nearDuplicate;
    return !sameStem && placeOf(item.source) !== placeOf(other.source);
  });
};

/** Two documents that explain one term are one reason to ask for it. */
const nameOf = ({ term }: Definition): string => {
  return termKeyOf(term);
};

const byPlace = ({ source: left }: ItemDraft, { source: right }: ItemDraft): number => {
  if (left.documentId !== right.documentId) return left.documentId < right.documentId ? -1 : 1;
  return left.pageNumber - right.pageNumber || left.span.start - right.span.start;
};
