import type { ItemKey, ItemOption } from '../item-writing/drafts/item-draft.ts';
import { inSeededOrder } from '../item-writing/drafts/seeded-order.ts';
import type { Exam, ExamItem } from './ports.ts';

/**
 * The items and their options in the order of one student. A student has one attempt per exam, so exam and
 * student name the attempt, also before it begins. The order is equal on each reading and on each replica.
 * Responses and marks refer to ids, so no order changes them. The options of ordering items are shuffled in
 * every exam, because their stored order could be the key.
 */
export const itemsInOrderOf = (
  { id, shuffle }: Pick<Exam, 'id' | 'shuffle'>,
  items: readonly ExamItem[],
  studentId: string,
): ExamItem[] => {
  const seed = `${id}/${studentId}`;
  const ordered = shuffle ? inSeededOrder(items, seed, (item) => item.id) : items;
  return ordered.map((item) => {
    if (item.options === undefined || !(shuffle || item.type === 'ordering')) return item;
    const options = inSeededOrder(item.options, `${seed}/${item.id}`, ({ optionId }) => optionId);
    return { ...item, options: item.type === 'ordering' ? otherThanKeys(options, item) : options };
  });
};

/** Moves the first option to the end until the order is no key of the item. */
const otherThanKeys = (
  options: readonly ItemOption[],
  { key, alsoAccepted = [] }: Pick<ExamItem, 'alsoAccepted' | 'key'>,
): readonly ItemOption[] => {
  const orders = new Set([key, ...alsoAccepted].map(orderOf));
  const rotated = options.map((_, at) => [...options.slice(at), ...options.slice(0, at)]);
  return rotated.find((order) => !orders.has(orderOf(order.map(({ optionId }) => optionId)))) ?? options;
};

const orderOf = (key: ItemKey): string => (typeof key === 'object' ? key.join('\n') : '');
