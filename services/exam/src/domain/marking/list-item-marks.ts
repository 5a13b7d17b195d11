import type { listItemMarks as contract } from '@ai-teacher/contracts/exam/marking/marking.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForTeacher } from '../attempts/attempt.ts';
import type { Mark } from '../attempts/ports.ts';
import type { ExamItem } from '../exams/ports.ts';
import type { MarkingRepositories } from './ports.ts';

export type ListItemMarksDeps = {
  readonly unitOfWork: UnitOfWork<Pick<MarkingRepositories, 'attempts' | 'exams' | 'marks'>>;
};

export type ItemHistory = { readonly item: ExamItem; readonly marks: readonly Mark[] };

/** Lists all marks of one item of an attempt to the exam's teacher, newest first. */
export const listItemMarks =
  ({ unitOfWork }: ListItemMarksDeps) =>
  async ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<ItemHistory> =>
    unitOfWork.run(
      async ({ attempts, exams, marks }) => {
        const found = await attempts.find(params.id);
        const { attempt, exam } = await attemptForTeacher(exams, { attempt: found, principal });
        const itemId = params.itemId.toLowerCase();
        const item = (await exams.listItems(exam.id)).find(({ id }) => id === itemId);
        if (item === undefined) throw new Problem('item-not-found');
        return { item, marks: await marks.historyOf(attempt.id, itemId) };
      },
      { readOnly: true },
    );
