import {
  type ItemKey,
  type ItemOption,
  type ItemPrompt,
  isList,
  isMatches,
} from '../item-writing/drafts/item-draft.ts';
import { inSeededOrder } from '../item-writing/drafts/seeded-order.ts';
import type { Exam, ExamItem } from './ports.ts';

/**
 * The items and their options in the order of one student. A student has one attempt per exam, so exam and
 * student name the attempt, also before it begins. The order is equal on each reading and on each replica.
 * Responses and marks refer to ids, so no order changes them. The options of ordering and matching
 * items are shuffled in every exam, because their stored order could be the key.
 */
export const itemsInOrderOf = (
  { id, shuffle }: Pick<Exam, 'id' | 'shuffle'>,
  items: readonly ExamItem[],
  studentId: string,
): ExamItem[] => {
  const seed = `${id}/${studentId}`;
  const ordered = shuffle ? inSeededOrder(items, seed, (item) => item.id) : items;
  return ordered.map((item) => {
    const isSecret = isOrderSecret(item);
    if (item.options === undefined || !(shuffle || isSecret)) return item;
    const options = inSeededOrder(item.options, `${seed}/${item.id}`, ({ optionId }) => optionId);
    return { ...item, options: isSecret ? otherThanKeys(options, item) : options };
  });
};

/** Whether the stored order of the options could be the key. */
export const isOrderSecret = ({ type }: Pick<ExamItem, 'type'>): boolean =>
  type === 'ordering' || type === 'matching';

type Keys = Pick<ExamItem, 'alsoAccepted' | 'avoidedKeys' | 'key' | 'prompts'>;

/** Moves the first option to the end until the order is no key of the item before its first correction. */
const otherThanKeys = (
  options: readonly ItemOption[],
  { key, alsoAccepted = [], avoidedKeys = [key, ...alsoAccepted], prompts = [] }: Keys,
): readonly ItemOption[] => {
  const orders = avoidedKeys.map((each) => orderOf(each, prompts));
  const rotated = options.map((_, at) => [...options.slice(at), ...options.slice(0, at)]);
  const isKey = (shown: readonly ItemOption[]): boolean =>
    orders.some((order) => order.every((optionId, at) => shown[at]?.optionId === optionId));
  return rotated.find((shown) => !isKey(shown)) ?? options;
};

/** The optionIds of a key in its order, or beside the prompts. */
const orderOf = (key: ItemKey, prompts: readonly ItemPrompt[]): readonly string[] =>
  isMatches(key) ? prompts.map(({ promptId }) => key[promptId] ?? '') : isList(key) ? key : [];
