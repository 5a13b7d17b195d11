import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import {
  addItem,
  changeItem,
  deleteItem,
  orderItems,
  regenerateItem,
} from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Arranged, ShownItem } from './arrange.ts';
import type { TestExamApp } from './exam-app.ts';

type Exam = Pick<Arranged, 'teacher' | 'examId'>;
export type Body = Record<string, unknown>;

/** Calls the operations that edit the items of an exam, as its teacher or as another user. */
export const editing = (getApp: () => TestExamApp) => {
  const change = ({ teacher, examId }: Exam, itemId: string, body: Body, as = teacher) =>
    getApp().call(changeItem, { as, params: { id: examId, itemId }, body });
  const drop = ({ teacher, examId }: Exam, itemId: string, as = teacher) =>
    getApp().call(deleteItem, { as, params: { id: examId, itemId } });
  const add = ({ teacher, examId }: Exam, body: Body, as = teacher) =>
    getApp().call(addItem, { as, params: { id: examId }, body });
  const order = (
    { teacher, examId }: Exam,
    itemIds: string[],
    { as = teacher, knownItemIds }: { as?: Arranged['teacher']; knownItemIds?: string[] } = {},
  ) =>
    getApp().call(orderItems, {
      as,
      params: { id: examId },
      body: { itemIds, ...(knownItemIds === undefined ? {} : { knownItemIds }) },
    });
  const regenerate = ({ teacher, examId }: Exam, itemId: string, as = teacher) =>
    getApp().call(regenerateItem, { as, params: { id: examId, itemId } });
  const itemsNow = async ({ teacher, examId }: Exam): Promise<ShownItem[]> =>
    (await getApp().call(readExam, { as: teacher, params: { id: examId } })).body.items;
  return { change, drop, add, order, regenerate, itemsNow };
};

export const idsOf = (items: readonly ShownItem[]) => items.map(({ itemId }) => itemId);
export const itemOf = ({ items }: Arranged, type: string): ShownItem => {
  const item = items.find((candidate) => candidate.type === type);
  if (item === undefined) throw new Error(`the exam has no ${type} item`);
  return item;
};

/** The body of an item that a teacher wrote. */
export const written = ({ documentId }: Pick<Arranged, 'documentId'>, given: Body = {}): Body => ({
  type: 'cloze',
  stem: 'Light travels about 3 × _____ metres in one second.',
  key: '10⁸',
  source: { documentId, pageNumber: 2, quote: 'A tributary is a stream that flows\ninto a larger one.' },
  ...given,
});
