import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { stemIn } from '../stems/stem-of.ts';
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
  const stem = stemIn(definition.language, 'statement', { term, meaning: definition.meaning });
  if (stem === undefined) return undefined;
  return {
    type: 'true_false',
    stem,
    points: 1,
    key: isTrue,
    confusable: [],
    source: definition.source,
  };
};
