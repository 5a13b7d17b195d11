import type { ItemOption } from '../drafts/item-draft.ts';

/** Orders options alphabetically, and numbers by value, so that the order reveals nothing about the key. */
export const letteredOptions = (texts: readonly string[]): ItemOption[] => {
  return [...texts]
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true, sensitivity: 'base' }))
    .map((text, at) => ({ optionId: String.fromCharCode(97 + at), text }));
};
