import type { Definition } from '../drafts/item-draft.ts';
import { inSeededOrder } from '../drafts/seeded-order.ts';
import { contentWordsOf, fourGramLikeness, overlapOf, sharesWord, wordsOf } from '../reading/words.ts';

/** Above this share of common words two meanings could stand for one another. */
const tooAlike = 0.6;

type PartnerOrder = { pool: readonly Definition[]; seed: string };

/**
 * Definitions whose terms could be mistaken for the given one and yet are certainly wrong: of the same chapter first,
 * then of the same document; of the same kind, number and style, so that grammar gives nothing away.
 */
export const choosePartners = (definition: Definition, count: number, order: PartnerOrder): Definition[] => {
  const fitting = order.pool.filter((other) => isSafePartner(definition, other));
  const ranked = inSeededOrder(fitting, `${order.seed}/${definition.term}`, (other) => other.term).sort(
    (left, right) => distance(definition, left) - distance(definition, right),
  );
  const chosen: Definition[] = [];
  for (const other of ranked) {
    if (chosen.length === count) break;
    if (chosen.every((earlier) => areApart(earlier, other))) chosen.push(other);
  }
  return chosen;
};

/** Neither term may be a kind of the other, neither meaning may do for the other, and the stem may not name it. */
export const isSafePartner = (definition: Definition, other: Definition): boolean => {
  if (!areApart(definition, other) || !sameStyle(definition, other)) return false;
  return (
    other.source.documentId === definition.source.documentId && !sharesWord(other.term, definition.meaning)
  );
};

const areApart = (left: Definition, right: Definition): boolean => {
  const first = new Set(contentWordsOf(left.term));
  const second = new Set(contentWordsOf(right.term));
  if ([...first].every((word) => second.has(word)) || [...second].every((word) => first.has(word)))
    return false;
  if (overlapOf(left.meaning, right.meaning) >= tooAlike) return false;
  return overlapOf(left.meaning, right.meaning) < 0.2 || fourGramLikeness(left.meaning, right.meaning) < 0.5;
};

const sameStyle = (left: Definition, right: Definition): boolean => {
  return (
    kindOf(left) === kindOf(right) &&
    isPlural(left.term) === isPlural(right.term) &&
    /\p{Lu}/u.test(left.term) === /\p{Lu}/u.test(right.term)
  );
};

/** Smaller is a better partner: the same chapter, then a term of about the same length. */
const distance = (definition: Definition, other: Definition): number => {
  const elsewhere = definition.chapter === other.chapter ? 0 : 100;
  return elsewhere + Math.abs(definition.term.length - other.term.length) / 4;
};

/** What part of speech a term is, by its ending and by how its meaning begins. */
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
