import type { reopenExam as contract } from '@ai-teacher/contracts/exam/exam-window.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type ExamWithItems, forTeacher, hasEnded } from '../exams/exam.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';
import type { ExamRepositories } from '../exams/ports.ts';

export type ReopenExamDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ExamRepositories, 'announcements' | 'exams'>>;
  readonly clock: Clock;
};

/**
 * Opens an exam again that has ended. Closed attempts stay closed, because their students could see the
 * results, which contain the answers. Their results are hidden until the exam ends again.
 *
 * @throws Problem `exam-not-found`, `exam-not-published`, `exam-not-ended`, or `input-invalid` for an end in
 * the past.
 */
export const reopenExam =
  ({ unitOfWork, clock }: ReopenExamDeps) =>
  async ({
    params,
    body,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>): Promise<ExamWithItems> =>
    unitOfWork.run(async ({ announcements, exams }) => {
      const exam = publishedExamForTeacher(await exams.lock(params.id), principal);
      const now = clock.now();
      if (!hasEnded(exam, now)) throw new Problem('exam-not-ended');
      const closesAt = body.closesAt === undefined ? null : new Date(body.closesAt);
      if (closesAt !== null && closesAt <= now)
        throw new Problem('input-invalid', {
          errors: [{ pointer: '/closesAt', message: 'must be in the future' }],
        });
      const reopened = { ...exam, closesAt, releasedAt: null };
      await exams.changeWindow(reopened);
      if (closesAt !== null) await announcements.schedule({ examId: exam.id, availableAt: closesAt });
      return forTeacher(exams, reopened);
    });
