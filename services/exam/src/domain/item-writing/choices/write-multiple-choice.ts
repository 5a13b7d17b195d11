import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { seededNumber } from '../drafts/seeded-order.ts';
import { repeatsTerm } from '../drafts/term-search.ts';
import { stemIn } from '../stems/stem-of.ts';
import { choosePartners, isSafePartner } from './choose-partners.ts';
import { letteredOptions } from './lettered-options.ts';
import type { ChoiceContext } from './write-single-choice.ts';

const pairSign = ': ';

export type WrittenMultipleChoice = {
  item: ItemDraft;
  /** The definitions of the correct pairs. */
  asked: readonly Definition[];
  /** The definitions whose meaning is paired with another term. */
  shown: readonly Definition[];
};

/**
 * Writes four pairs of term and meaning, of which two or three are the book's own. An incorrect pair carries
 * the meaning of another term, so it is incorrect by construction.
 */
export const writeMultipleChoice = (
  definition: Definition,
  context: ChoiceContext,
): WrittenMultipleChoice | undefined => {
  if (revealsItsTerm(definition)) return undefined;
  const pool = context.pool.filter((other) => !revealsItsTerm(other));
  const [second, third, fourth, fifth] = choosePartners(definition, { ...context, pool, count: 4 });
  if (!second || !third || !fourth) return undefined;
  const hasThreeCorrect =
    seededNumber(`${context.seed}/${definition.term}/right`) % 2 === 0 && fifth !== undefined;
  const asked = hasThreeCorrect ? [definition, second, third] : [definition, second];
  const shown = hasThreeCorrect ? [fifth] : [third, fourth];
  const incorrect = hasThreeCorrect
    ? [mismatchedPair(fourth, fifth)]
    : [mismatchedPair(third, fourth), mismatchedPair(fourth, third)];
  if (incorrect.includes(undefined)) return undefined;

  const correct = new Set(asked.map(({ term, meaning }) => pairText(term, meaning)));
  const options = letteredOptions([...correct, ...incorrect.filter((text) => text !== undefined)]);
  // The terms stand in the stem, so that no two items of an exam have the same stem.
  const terms = options.map(({ text }) => text.split(pairSign, 1)[0] ?? '');
  const stem = stemIn(definition.language, 'pairs', { terms });
  if (stem === undefined) return undefined;
  const item: ItemDraft = {
    type: 'multiple_choice',
    stem,
    options,
    points: 2,
    key: options.filter(({ text }) => correct.has(text)).map(({ optionId }) => optionId),
    confusable: [],
    source: definition.source,
  };
  return { item, asked, shown };
};

/** A pair whose meaning repeats a word of its term can be recognised as correct without knowledge. */
const revealsItsTerm = ({ term, meaning }: Definition): boolean => {
  return repeatsTerm(meaning, term);
};

const mismatchedPair = (term: Definition, meaning: Definition): string | undefined => {
  return isSafePartner(meaning, term) ? pairText(term.term, meaning.meaning) : undefined;
};

const pairText = (term: string, meaning: string): string => {
  return `${term}${pairSign}${meaning}`;
};
