import type { deleteExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { examForTeacher } from './exam-rights.ts';
import type { ExamRepositories } from './ports.ts';

export type DeleteExamDeps = { readonly unitOfWork: UnitOfWork<Pick<ExamRepositories, 'exams'>> };

/**
 * Deletes a draft of the caller.
 *
 * @throws Problem `exam-not-found`, or `exam-already-published`.
 */
export const deleteExam =
  ({ unitOfWork }: DeleteExamDeps) =>
  async ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<void> =>
    unitOfWork.run(async ({ exams }) => {
      const exam = examForTeacher(await exams.lock(params.id), principal);
      if (exam.status !== 'draft') throw new Problem('exam-already-published');
      await exams.erase(exam.id);
    });
