import type { reopenExam as contract } from '@ai-teacher/contracts/exam/exam-window.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { forEachId } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type RetimingRepositories, retimeExam } from '../assigning/retime-exam.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { type ExamWithItems, forTeacher, hasEnded } from '../exams/exam.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';
import { withoutOwnClose } from '../exams/exam-times.ts';

type ReopeningRepositories = RetimingRepositories & Pick<AttemptRepositories, 'deadlines'>;

export type ReopenExamDeps = {
  readonly unitOfWork: UnitOfWork<ReopeningRepositories>;
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
      await closeOverdue(repositories, { examId: exam.id, now });
      const reopened = { ...exam, closesAt, releasedAt: null };
      return forTeacher(exams, await retimeExam(repositories, { exam: reopened, assignments, now }));
    });

/** The announcement closes attempts that the end of the exam ended. A reopened exam has none, so jobs do. */
const closeOverdue = (
  { attempts, deadlines }: Pick<ReopeningRepositories, 'attempts' | 'deadlines'>,
  { examId, now }: { examId: string; now: Date },
): Promise<void> =>
  forEachId(
    (batch) => attempts.listOverdue(examId, { ...batch, now }),
    (id) => deadlines.schedule({ id, deadlineAt: now }),
  );
