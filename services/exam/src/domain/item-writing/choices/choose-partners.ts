import { contentWordsOf, fourGramLikeness, overlapOf, wordsOf } from '@ai-teacher/language/words.ts';
import type { Definition } from '../drafts/item-draft.ts';
import { inSeededOrder } from '../drafts/seeded-order.ts';
import { repeatsTerm } from '../drafts/term-search.ts';

/** From this share of common words on, one meaning could be accepted for the other. */
const maxMeaningOverlap = 0.6;

type PartnerRequest = { count: number; pool: readonly Definition[]; seed: string };

/**
 * Chooses up to `count` definitions of the same document whose terms are plausible and certainly incorrect
 * answers to the given definition. Prefers terms of the same chapter. All terms have the same kind, number
 * and style, so that grammar reveals nothing about the key.
 */
export const choosePartners = (
  definition: Definition,
  { count, pool, seed }: PartnerRequest,
): Definition[] => {
  const safe = pool.filter((other) => isSafePartner(definition, other));
  const ranked = inSeededOrder(safe, `${seed}/${definition.term}`, (other) => other.term).sort(
    (left, right) => rankOf(definition, left) - rankOf(definition, right),
  );
  const chosen: Definition[] = [];
  for (const other of ranked) {
    if (chosen.length === count) break;
    if (chosen.every((earlier) => areDistinct(earlier, other))) chosen.push(other);
  }
  return chosen;
};

/**
 * Whether a definition can stand in one item with the given one. Neither term may be a kind of the other, the
 * meanings must differ clearly, and the given meaning must not contain a word of the other term.
 */
export const isSafePartner = (definition: Definition, other: Definition): boolean => {
  if (!areDistinct(definition, other) || !sameStyle(definition, other)) return false;
  return (
    other.source.documentId === definition.source.documentId && !repeatsTerm(definition.meaning, other.term)
  );
};

const areDistinct = (left: Definition, right: Definition): boolean => {
  const first = new Set(contentWordsOf(left.term));
  const second = new Set(contentWordsOf(right.term));
  if ([...first].every((word) => second.has(word)) || [...second].every((word) => first.has(word)))
    return false;
  if (overlapOf(left.meaning, right.meaning) >= maxMeaningOverlap) return false;
  return overlapOf(left.meaning, right.meaning) < 0.2 || fourGramLikeness(left.meaning, right.meaning) < 0.5;
};

const sameStyle = (left: Definition, right: Definition): boolean => {
  return (
    kindOf(left) === kindOf(right) &&
    isPlural(left.term) === isPlural(right.term) &&
    /\p{Lu}/u.test(left.term) === /\p{Lu}/u.test(right.term)
  );
};

/** Lower ranks first: the same chapter, then a term of a similar length. */
const rankOf = (definition: Definition, other: Definition): number => {
  const chapterPenalty = definition.chapter === other.chapter ? 0 : 100;
  return chapterPenalty + Math.abs(definition.term.length - other.term.length) / 4;
};

/** Estimates a term's part of speech from its ending and from the first word of its meaning. */
const kindOf = ({ term, meaning }: Definition): 'action' | 'doing' | 'quality' | 'thing' => {
  const [first = ''] = wordsOf(meaning);
  if (first === 'to') return 'action';
  if (/ing$/u.test(term)) return 'doing';
  return /^(?:pertaining|having|being|able|describing|relating)$/.test(first) ? 'quality' : 'thing';
};

export const isPlural = (term: string): boolean => {
  const last = wordsOf(term).at(-1) ?? '';
  return /[^su]s$/.test(last) && !/(?:is|us|ics)$/.test(last);
};
