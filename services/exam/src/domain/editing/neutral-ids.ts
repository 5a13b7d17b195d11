import { letteredOptions } from '../item-writing/choices/lettered-options.ts';
import {
  type ItemDraft,
  type ItemKey,
  type ItemOption,
  isList,
  isMatches,
} from '../item-writing/drafts/item-draft.ts';

type Parts = Pick<ItemDraft, 'alsoAccepted' | 'key' | 'options' | 'type'>;
type Renamed = Required<Pick<Parts, 'key' | 'options'>> & Pick<Parts, 'alsoAccepted'>;

/**
 * The item with other optionIds where those of an ordering or matching item are in the order of the key or in
 * the opposite one. Students see the ids, so `1`, `2`, `3` would reveal the key.
 */
export const withNeutralIds = <Item extends Parts>(item: Item): Item => {
  const { alsoAccepted, key, options, type } = item;
  if ((type !== 'ordering' && type !== 'matching') || options === undefined || !isRevealing(key)) return item;
  const lettered = letteredOptions(options.map(({ text }) => text));
  const textOf = new Map(options.map(({ optionId, text }) => [optionId, text]));
  const keys = { key, ...(alsoAccepted === undefined ? {} : { alsoAccepted }) };
  const neutral = renamed(keys, lettered, textOf) ?? renamed(keys, shifted(lettered), textOf);
  return neutral === undefined ? item : { ...item, ...neutral };
};

/** Undefined where the new ids reveal the key as well. */
const renamed = (
  { key, alsoAccepted }: Pick<Parts, 'alsoAccepted' | 'key'>,
  options: readonly ItemOption[],
  textOf: ReadonlyMap<string, string>,
): Renamed | undefined => {
  const newIds = new Map(options.map(({ optionId, text }) => [text, optionId]));
  const idOf = (optionId: string): string => newIds.get(textOf.get(optionId) ?? '') ?? optionId;
  const rename = (given: ItemKey): ItemKey => {
    if (isList(given)) return given.map(idOf);
    if (!isMatches(given)) return given;
    return Object.fromEntries(
      Object.entries(given).map(([promptId, optionId]) => [promptId, idOf(optionId)]),
    );
  };
  if (isRevealing(rename(key))) return undefined;
  const accepted = alsoAccepted === undefined ? {} : { alsoAccepted: alsoAccepted.map(rename) };
  return { options, key: rename(key), ...accepted };
};

/** Texts such as numbers may be in the order of the key. Each then gets the letter of its neighbour. */
const shifted = (options: readonly ItemOption[]): ItemOption[] =>
  options.map(({ text }, at) => ({ text, optionId: options[(at + 1) % options.length]?.optionId ?? '' }));

const byNumber = (left: string, right: string): number => left.localeCompare(right, 'en', { numeric: true });

/** Whether the ids of an order, or those matched with the prompts in the order of their ids, are sorted. */
const isRevealing = (key: ItemDraft['key']): boolean => {
  if (isList(key)) return isSorted(key);
  if (!isMatches(key)) return false;
  const pairs = Object.entries(key).toSorted(([left], [right]) => byNumber(left, right));
  return isSorted(pairs.map(([, optionId]) => optionId));
};

const isSorted = (ids: readonly string[]): boolean => {
  const order = ids.join('\n');
  const sorted = ids.toSorted(byNumber);
  return order === sorted.join('\n') || order === sorted.toReversed().join('\n');
};
