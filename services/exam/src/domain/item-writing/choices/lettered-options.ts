import type { ItemOption } from '../drafts/item-draft.ts';

/**
 * Letters the options alphabetically, and numbers by value. Their order then reveals nothing about the key.
 */
export const letteredOptions = (texts: readonly string[]): ItemOption[] => {
  return [...texts]
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true, sensitivity: 'base' }))
    .map((text, at) => ({ optionId: String.fromCharCode(97 + at), text }));
};
