import type { ItemOption } from '../drafts/item-draft.ts';

/** Options in alphabetical order (numbers by size), so that their order says nothing about the key. */
export const lettered = (texts: readonly string[]): ItemOption[] => {
  return [...texts]
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true, sensitivity: 'base' }))
    .map((text, at) => ({ optionId: String.fromCharCode(97 + at), text }));
};
