import type { orderItems as contract } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher } from '../exams/exam.ts';
import { type EditingRepositories, lockEditableExam } from './editable-exam.ts';

export type OrderItemsDeps = { readonly unitOfWork: UnitOfWork<EditingRepositories> };

const isSameOrder = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, at) => id === other[at]);

/**
 * Puts the items in the given order. An order from an outdated view of the exam changes nothing: the stored
 * items must be in the order that the caller knows, and a list that misses an item is refused. A repeated
 * request succeeds.
 *
 * @throws Problem `items-changed` or `input-invalid`.
 */
export const orderItems =
  ({ unitOfWork }: OrderItemsDeps) =>
  async ({
    params,
    body,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>): Promise<ExamWithItems> =>
    unitOfWork.run(async (repositories) => {
      const { exam, items } = await lockEditableExam(repositories, { id: params.id, principal });
      const itemIds = body.itemIds.map((id) => id.toLowerCase());
      const stored = items.map(({ id }) => id);
      const known = body.knownItemIds?.map((id) => id.toLowerCase()) ?? stored;
      if (!isSameOrder(stored, known) && !isSameOrder(stored, itemIds))
        throw new Problem('items-changed', {
          detail:
            'Another request changed the items or their order. Read the exam again, and repeat the change.',
        });
      const given = new Set(itemIds);
      if (
        given.size !== itemIds.length ||
        given.size !== items.length ||
        !items.every(({ id }) => given.has(id))
      )
        throw new Problem('input-invalid', {
          errors: [{ pointer: '/itemIds', message: 'must contain every item of the exam once' }],
        });
      await repositories.exams.orderItems(exam.id, itemIds);
      return forTeacher(repositories.exams, exam);
    });
