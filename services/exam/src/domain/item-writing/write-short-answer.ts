import type { Definition, ItemDraft } from './drafts/item-draft.ts';
import { stemIn } from './stems/stem-of.ts';

/** Writes “What does … mean?” with the book's own wording as the reference for grading. */
export const writeShortAnswer = (definition: Definition): ItemDraft | undefined => {
  const stem = stemIn(definition.language, 'whatMeans', { term: definition.term });
  if (stem === undefined) return undefined;
  return {
    type: 'short_answer',
    stem,
    points: 2,
    key: definition.meaning,
    confusable: [],
    source: definition.source,
  };
};
