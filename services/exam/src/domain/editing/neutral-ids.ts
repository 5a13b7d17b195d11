import { letteredOptions } from '../item-writing/choices/lettered-options.ts';
import type { ItemDraft, ItemOption } from '../item-writing/drafts/item-draft.ts';

type Parts = Pick<ItemDraft, 'key' | 'options' | 'type'>;

/**
 * The item with other optionIds where those of an ordering item are in the order of the key or in the
 * opposite one. Students see the ids, so `1`, `2`, `3` would reveal the key.
 */
export const withNeutralIds = <Item extends Parts>(item: Item): Item => {
  const { key, options, type } = item;
  if (type !== 'ordering' || options === undefined || typeof key !== 'object') return item;
  if (!isSorted(key)) return item;
  const lettered = letteredOptions(options.map(({ text }) => text));
  const textOf = new Map(options.map(({ optionId, text }) => [optionId, text]));
  const neutral = renamed(lettered, textOf, key) ?? renamed(shifted(lettered), textOf, key);
  return neutral === undefined ? item : { ...item, ...neutral };
};

/** Undefined where the new ids reveal the key as well. */
const renamed = (
  options: readonly ItemOption[],
  textOf: ReadonlyMap<string, string>,
  key: readonly string[],
): Required<Pick<Parts, 'key' | 'options'>> | undefined => {
  const idOf = new Map(options.map(({ optionId, text }) => [text, optionId]));
  const ids = key.flatMap((optionId) => idOf.get(textOf.get(optionId) ?? '') ?? []);
  return isSorted(ids) ? undefined : { options, key: ids };
};

/** Texts such as numbers may be in the order of the key. Each then gets the letter of its neighbour. */
const shifted = (options: readonly ItemOption[]): ItemOption[] =>
  options.map(({ text }, at) => ({ text, optionId: options[(at + 1) % options.length]?.optionId ?? '' }));

const isSorted = (ids: readonly string[]): boolean => {
  const order = ids.join('\n');
  const sorted = ids.toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true }));
  return order === sorted.join('\n') || order === sorted.toReversed().join('\n');
};
