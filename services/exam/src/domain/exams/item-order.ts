import { inSeededOrder } from '../item-writing/drafts/seeded-order.ts';
import type { Exam, ExamItem } from './ports.ts';

/**
 * The items and their options in the order of one student. A student has one attempt per exam, so exam and
 * student name the attempt, also before it begins. The order is equal on each reading and on each replica.
 * Responses and marks refer to ids, so no order changes them.
 */
export const itemsInOrderOf = (
  { id, shuffle }: Pick<Exam, 'id' | 'shuffle'>,
  items: readonly ExamItem[],
  studentId: string,
): ExamItem[] => {
  if (!shuffle) return [...items];
  const seed = `${id}/${studentId}`;
  return inSeededOrder(items, seed, (item) => item.id).map((item) =>
    item.options === undefined
      ? item
      : {
          ...item,
          options: inSeededOrder(item.options, `${seed}/${item.id}`, ({ optionId }) => optionId),
        },
  );
};
