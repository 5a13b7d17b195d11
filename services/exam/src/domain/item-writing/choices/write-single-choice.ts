import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { quoted } from '../reading/words.ts';
import { choosePartners } from './choose-partners.ts';
import { lettered } from './lettered-options.ts';

export type WritingRoom = {
  /** Every definition of the material: where wrong answers come from. */
  pool: readonly Definition[];
  seed: string;
};

const optionCount = 4;

/** “Which term means …?” with terms of the same chapter around the right one. */
export const writeSingleChoice = (definition: Definition, room: WritingRoom): ItemDraft | undefined => {
  const partners = choosePartners(definition, optionCount - 1, room);
  if (partners.length < optionCount - 1) return undefined;
  const options = lettered([definition, ...partners].map(({ term }) => term));
  const key = options.find(({ text }) => text === definition.term)?.optionId;
  if (key === undefined) return undefined;
  return {
    type: 'single_choice',
    stem: `Which term means ${quoted(definition.meaning)}?`,
    options,
    points: 1,
    key,
    confusable: [],
    source: definition.source,
  };
};
