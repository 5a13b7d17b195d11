import { createHash } from 'node:crypto';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ExamItem } from './ports.ts';

/** The fields of an object in one order, which the storage of an item does not define. */
const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)),
      )
    : value;

/** Identifies the content of an item: equal for equal content, different after a change. */
export const revisionOf = ({ id: _, ...content }: ExamItem): string =>
  createHash('sha256').update(JSON.stringify(content, inOrder)).digest('base64url').slice(0, 22);

/**
 * Refuses a change from an outdated view of an item. A caller that names no revision accepts any.
 *
 * @throws Problem `items-changed` when the item has another revision than the caller has read.
 */
export const requireRevision = (item: ExamItem, known: string | undefined): void => {
  if (known !== undefined && known !== revisionOf(item))
    throw new Problem('items-changed', {
      detail: 'Another request changed this item. Read the exam again, and repeat the change.',
    });
};
