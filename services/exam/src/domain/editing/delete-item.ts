import type { deleteItem as contract } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireRevision } from '../exams/item-revision.ts';
import { type EditingRepositories, itemOf, lockEditableExam } from './editable-exam.ts';

export type DeleteItemDeps = { readonly unitOfWork: UnitOfWork<EditingRepositories> };

/**
 * Deletes an item. An exam retains at least one.
 *
 * @throws Problem `exam-not-found`, `exam-has-attempts`, `item-not-found`, `items-changed`, or `last-item`.
 */
export const deleteItem =
  ({ unitOfWork }: DeleteItemDeps) =>
  async ({
    params,
    query,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'query' | 'principal'>): Promise<void> =>
    unitOfWork.run(async (repositories) => {
      const editable = await lockEditableExam(repositories, { id: params.id, principal });
      const item = itemOf(editable, params.itemId);
      requireRevision(item, query.revision);
      if (editable.items.length === 1)
        throw new Problem('last-item', { detail: 'Add another item first, or delete the draft.' });
      await repositories.exams.eraseItem(item.id);
    });
