import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { seededNumber } from '../drafts/seeded-order.ts';
import { sharesWord } from '../reading/words.ts';
import { choosePartners, isSafePartner } from './choose-partners.ts';
import { lettered } from './lettered-options.ts';
import type { WritingRoom } from './write-single-choice.ts';

export type WrittenMultipleChoice = {
  item: ItemDraft;
  /** The definitions that the right pairs give. */
  taught: readonly Definition[];
  /** The definitions whose meaning stands beside a wrong term. */
  shown: readonly Definition[];
};

/**
 * Four pairs of term and meaning, two or three of them as the book has them; a wrong pair carries the meaning of
 * another term, so what is wrong is wrong by construction.
 */
export const writeMultipleChoice = (
  definition: Definition,
  room: WritingRoom,
): WrittenMultipleChoice | undefined => {
  if (givesItselfAway(definition)) return undefined;
  const pool = room.pool.filter((other) => !givesItselfAway(other));
  const [second, third, fourth, fifth] = choosePartners(definition, 4, { ...room, pool });
  if (!second || !third || !fourth) return undefined;
  const threeRight = seededNumber(`${room.seed}/${definition.term}/right`) % 2 === 0 && fifth !== undefined;
  const taught = threeRight ? [definition, second, third] : [definition, second];
  const shown = threeRight ? [fifth] : [third, fourth];
  const wrong = threeRight ? [swap(fourth, fifth)] : [swap(third, fourth), swap(fourth, third)];
  if (wrong.includes(undefined)) return undefined;

  const right = new Set(taught.map(({ term, meaning }) => pairText(term, meaning)));
  const options = lettered([...right, ...wrong.filter((text) => text !== undefined)]);
  const item: ItemDraft = {
    type: 'multiple_choice',
    stem: 'Which of these terms stand beside their right meaning? Choose every right pair.',
    options,
    points: 2,
    key: options.filter(({ text }) => right.has(text)).map(({ optionId }) => optionId),
    confusable: [],
    source: definition.source,
  };
  return { item, taught, shown };
};

/** A pair whose meaning repeats its term is seen to be right without knowing it. */
const givesItselfAway = ({ term, meaning }: Definition): boolean => {
  return sharesWord(term, meaning);
};

const swap = (term: Definition, meaning: Definition): string | undefined => {
  return isSafePartner(meaning, term) ? pairText(term.term, meaning.meaning) : undefined;
};

const pairText = (term: string, meaning: string): string => {
  return `${term}: ${meaning}`;
};
