import { quoted } from '@ai-teacher/language/quotes.ts';
import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { choosePartners } from './choose-partners.ts';
import type { ChoiceContext } from './write-single-choice.ts';

/** Writes a statement about a term. A false statement pairs the meaning with another term. */
export const writeTrueFalse = (
  definition: Definition,
  { isTrue, ...context }: ChoiceContext & { isTrue: boolean },
): ItemDraft | undefined => {
  const [other] = choosePartners(definition, { ...context, count: 1 });
  const term = isTrue ? definition.term : other?.term;
  if (term === undefined) return undefined;
  return {
    type: 'true_false',
    stem: `The term ${quoted(term)} means ${quoted(definition.meaning)}.`,
    points: 1,
    key: isTrue,
    confusable: [],
    source: definition.source,
  };
};
