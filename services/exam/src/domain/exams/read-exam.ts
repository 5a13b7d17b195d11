import type { readExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher, hasOpened } from './exam.ts';
import { isTeacherOf, mayRead } from './exam-rights.ts';
import { itemsInOrderOf } from './item-order.ts';
import type { ExamRepositories } from './ports.ts';

export type ReadExamDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ExamRepositories, 'attempts' | 'exams'>>;
  readonly clock: Clock;
};

/** An exam as its reader may see it. The presenter omits keys and sources unless `withKeys` is true. */
export type VisibleExam = ExamWithItems & { readonly withKeys: boolean };

/**
 * Reads an exam, with keys for its teacher and without keys for a student. A student gets no items while
 * reading them would be an advantage: before the exam opens, and before the student's own time of a timed
 * exam begins. A student gets the order of items of their own attempt.
 */
export const readExam =
  ({ unitOfWork, clock }: ReadExamDeps) =>
  async ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<VisibleExam> =>
    unitOfWork.run(
      async ({ attempts, exams }) => {
        const exam = await exams.find(params.id);
        if (exam === undefined || !mayRead(exam, principal)) throw new Problem('exam-not-found');
        if (isTeacherOf(exam, principal)) return { ...(await forTeacher(exams, exam)), withKeys: true };
        const showsItems =
          hasOpened(exam.opensAt, clock.now()) &&
          (exam.durationMinutes === null || (await attempts.hasBegun(exam.id, principal.userId)));
        const items = showsItems ? await exams.listItems(exam.id) : [];
        return { exam, items: itemsInOrderOf(exam, items, principal.userId), withKeys: false };
      },
      { readOnly: true },
    );
