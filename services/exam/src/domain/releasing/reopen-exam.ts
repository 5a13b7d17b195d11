import type { reopenExam as contract } from '@ai-teacher/contracts/exam/exam-window.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type RetimingRepositories, retimeExam } from '../assigning/retime-exam.ts';
import { type ExamWithItems, forTeacher, hasEnded } from '../exams/exam.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';
import { withoutOwnClose } from '../exams/exam-times.ts';

export type ReopenExamDeps = {
  readonly unitOfWork: UnitOfWork<RetimingRepositories>;
  readonly clock: Clock;
};

/**
 * Opens an exam again that has ended, for all its classes until the same close. Closed attempts stay closed,
 * because their students could see the results, which contain the answers. Their results are hidden until the
 * exam ends again.
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
    unitOfWork.run(async (repositories) => {
      const { exams } = repositories;
      const exam = publishedExamForTeacher(await exams.lock(params.id), principal);
      const now = clock.now();
      if (!hasEnded(exam, now)) throw new Problem('exam-not-ended');
      const closesAt = body.closesAt === undefined ? null : new Date(body.closesAt);
      if (closesAt !== null && closesAt <= now)
        throw new Problem('input-invalid', {
          errors: [{ pointer: '/closesAt', message: 'must be in the future' }],
        });
      const assignments = withoutOwnClose(await exams.listAssignments(exam.id));
      await exams.assign(exam.id, assignments);
      const reopened = { ...exam, closesAt, releasedAt: null };
      return forTeacher(exams, await retimeExam(repositories, { exam: reopened, assignments, now }));
    });
