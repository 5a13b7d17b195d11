import { choosePartners, isSafePartner } from './choose-partners.ts';
import type { Definition, ItemDraft } from './item-draft.ts';
import { lettered } from './lettered-options.ts';
import { seededNumber } from './seeded-order.ts';
import { sharesWord } from './words.ts';
import type { WritingRoom } from './write-single-choice.ts';

export type MultipleChoiceDraft = ItemDraft & { taught: readonly Definition[] };

/**
 * Four pairs of term and meaning, two or three of them as the book has them; a wrong pair carries the meaning of
 * another term, so what is wrong is wrong by construction. `taught` are the definitions that the right pairs give.
 */
export function writeMultipleChoice(
  definition: Definition,
  room: WritingRoom,
): MultipleChoiceDraft | undefined {
  if (givesItselfAway(definition)) return undefined;
  const pool = room.pool.filter((other) => !givesItselfAway(other));
  const partners = choosePartners(definition, 4, { ...room, pool });
  const [second, third, fourth, fifth] = partners;
  if (!second || !third || !fourth) return undefined;
  const threeRight = seededNumber(`${room.seed}/${definition.term}/right`) % 2 === 0 && fifth !== undefined;
  const right = threeRight ? [definition, second, third] : [definition, second];
  const swaps = threeRight ? [swap(fourth, fifth)] : [swap(third, fourth), swap(fourth, third)];
  const wrong = swaps.filter((pair) => pair !== undefined);
  if (wrong.length < swaps.length) return undefined;

  const rightTexts = new Set(right.map(({ term, meaning }) => pairText(term, meaning)));
  const options = lettered([...rightTexts, ...wrong]);
  return {
    type: 'multiple_choice',
    stem: 'Which of these terms stand beside their right meaning? Choose every right pair.',
    options,
    points: 2,
    key: options.filter(({ text }) => rightTexts.has(text)).map(({ optionId }) => optionId),
    confusable: [],
    source: definition.source,
    taught: right,
  };
}

/** A pair whose meaning repeats its term is seen to be right without knowing it. */
function givesItselfAway({ term, meaning }: Definition): boolean {
  return sharesWord(term, meaning);
}

function swap(term: Definition, meaning: Definition): string | undefined {
  return isSafePartner(meaning, term) ? pairText(term.term, meaning.meaning) : undefined;
}

function pairText(term: string, meaning: string): string {
  return `${term}: ${meaning}`;
}
