import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import {
  addItem,
  changeItem,
  deleteItem,
  orderItems,
  regenerateItem,
} from '@ai-teacher/contracts/exam/item-editing.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { Arranged, ShownItem } from './arrange.ts';
import type { Book, TestExamApp } from './exam-app.ts';

type Exam = Pick<Arranged, 'teacher' | 'examId'>;
export type Body = Record<string, unknown>;
/** The user who edits, and the revision of the item that this user has read. */
type Asking = { readonly as?: Arranged['teacher']; readonly revision?: string };

/** Calls the operations that edit the items of an exam, as its teacher or as another user. */
export const editing = (getApp: () => TestExamApp) => {
  const change = ({ teacher, examId }: Exam, itemId: string, body: Body, as = teacher) =>
    getApp().call(changeItem, { as, params: { id: examId, itemId }, body });
  const drop = ({ teacher, examId }: Exam, itemId: string, { as = teacher, ...query }: Asking = {}) =>
    getApp().call(deleteItem, { as, params: { id: examId, itemId }, query });
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
  const regenerate = ({ teacher, examId }: Exam, itemId: string, { as = teacher, ...query }: Asking = {}) =>
    getApp().call(regenerateItem, { as, params: { id: examId, itemId }, query });
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

/** Sends a request that reads a document, and holds it back there until `release`. */
export const heldAt = async <Answer>(app: TestExamApp, documentId: string, send: () => Promise<Answer>) => {
  const book = app.shelf.get(documentId) as Book;
  const reading = Promise.withResolvers<Book>();
  app.shelf.set(documentId, reading.promise);
  const earlier = app.mesh.requests.length;
  const answer = send();
  const isReading = (): boolean =>
    app.mesh.requests.slice(earlier).some(({ params }) => (params as { id?: string }).id === documentId);
  await waitUntil(isReading, { what: 'the request for the document', timeoutSeconds: 60 });
  return {
    release: (): Promise<Answer> => {
      app.shelf.set(documentId, book);
      reading.resolve(book);
      return answer;
    },
  };
};
