import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { hasEnded } from '../exams/exam.ts';
import { type RetimingRepositories, retimeExam } from './retime-exam.ts';

export type RetimeChangedExamDeps = {
  readonly unitOfWork: UnitOfWork<RetimingRepositories>;
  readonly clock: Clock;
};

/** Computes the times of an exam again after a profile has changed. Running twice has one effect. */
export const retimeChangedExam =
  ({ unitOfWork, clock }: RetimeChangedExamDeps) =>
  ({ examId }: { readonly examId: string }): Promise<void> =>
    unitOfWork.run(async (repositories) => {
      const { exams } = repositories;
      const exam = await exams.lock(examId);
      const now = clock.now();
      if (exam === undefined || exam.status !== 'published' || hasEnded(exam, now)) return;
      await retimeExam(repositories, { exam, assignments: await exams.listAssignments(exam.id), now });
    });
