import type { Definition, ItemDraft } from './drafts/item-draft.ts';
import { quoted } from './reading/words.ts';

/** Writes “What does … mean?” with the book's own wording as the reference for grading. */
export const writeShortAnswer = (definition: Definition): ItemDraft => {
  return {
    type: 'short_answer',
    stem: `What does the term ${quoted(definition.term)} mean?`,
    points: 2,
    key: definition.meaning,
    confusable: [],
    source: definition.source,
  };
};
