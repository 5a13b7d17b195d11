import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import { useWholeList, type WholeAnswer } from './read-all.ts';

type Book = ReadOf<typeof listDocuments>['items'][number];

/** The documents that a person can choose as a book, newest first. */
export const useBooks = (): WholeAnswer<Book> => {
  const { items, ...list } = useWholeList(listDocuments, { query: {} });
  return { ...list, items: items?.filter(({ status }) => status === 'ready') };
};
