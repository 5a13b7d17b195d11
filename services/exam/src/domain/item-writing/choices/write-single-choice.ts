import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { stemIn } from '../stems/stem-of.ts';
import { choosePartners } from './choose-partners.ts';
import { letteredOptions } from './lettered-options.ts';

export type ChoiceContext = {
  /** All definitions of the material, from which incorrect options are taken. */
  pool: readonly Definition[];
  seed: string;
};

const optionCount = 4;

/** Writes “Which term means …?” with three other terms, of the same chapter where possible. */
export const writeSingleChoice = (definition: Definition, context: ChoiceContext): ItemDraft | undefined => {
  const partners = choosePartners(definition, { ...context, count: optionCount - 1 });
  if (partners.length < optionCount - 1) return undefined;
  const options = letteredOptions([definition, ...partners].map(({ term }) => term));
  const key = options.find(({ text }) => text === definition.term)?.optionId;
  const stem = stemIn(definition.language, 'whichTerm', { meaning: definition.meaning });
  if (key === undefined || stem === undefined) return undefined;
  return {
    type: 'single_choice',
    stem,
    options,
    points: 1,
    key,
    confusable: [],
    source: definition.source,
  };
};
