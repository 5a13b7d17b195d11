import type { overruleWarning as contract } from '@ai-teacher/contracts/exam/item-editing.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher } from '../exams/exam.ts';
import { lintItem } from '../item-writing/gates/lint-item.ts';
import { type EditingRepositories, itemOf, lockEditableExam } from './editable-exam.ts';

export type OverruleWarningDeps = {
  readonly unitOfWork: UnitOfWork<EditingRepositories>;
  readonly clock: Clock;
};

type OverruleWarningInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Stores why the teacher leaves a flaw in an item. A second reason replaces the first.
 *
 * @throws Problem `warning-not-found` when the item does not have the flaw.
 */
export const overruleWarning =
  ({ unitOfWork, clock }: OverruleWarningDeps) =>
  ({ params, body, principal }: OverruleWarningInput): Promise<ExamWithItems> =>
    unitOfWork.run(async (repositories) => {
      const editable = await lockEditableExam(repositories, { id: params.id, principal });
      const item = itemOf(editable, params.itemId);
      if (!lintItem(item).includes(params.flaw)) throw new Problem('warning-not-found');
      const overruled = {
        ...item.overruled,
        [params.flaw]: { reason: body.reason, at: clock.now().toISOString() },
      };
      await repositories.exams.updateItem({ ...item, overruled });
      return forTeacher(repositories.exams, editable.exam);
    });
