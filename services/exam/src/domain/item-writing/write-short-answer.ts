import { quoted } from '@ai-teacher/language/quotes.ts';
import type { Definition, ItemDraft } from './drafts/item-draft.ts';

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
