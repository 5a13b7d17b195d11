import type { Definition, ItemDraft } from '../drafts/item-draft.ts';
import { quoted } from '../reading/words.ts';
import { choosePartners } from './choose-partners.ts';
import type { WritingRoom } from './write-single-choice.ts';

/** A statement about a term; a false one gives a meaning to another term of the same chapter. */
export const writeTrueFalse = (
  definition: Definition,
  room: WritingRoom,
  isTrue: boolean,
): ItemDraft | undefined => {
  const [other] = choosePartners(definition, 1, room);
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
