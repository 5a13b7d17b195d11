import type { releaseExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { type ExamWithItems, forTeacher, hasEnded, hasOpened } from '../exams/exam.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';

export type ReleaseExamDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AttemptRepositories, 'announcements' | 'attempts' | 'exams'>>;
  readonly clock: Clock;
};

/**
 * Releases the results of an exam before it closes. The release ends the exam, because results contain the
 * answers: no attempt starts afterwards, and a job closes the attempts in progress with the responses saved
 * so far. Changes nothing for an exam that has ended.
 *
 * @throws Problem `exam-not-found`, `exam-not-published`, or `exam-not-open` before the exam opens.
 */
export const releaseExam =
  ({ unitOfWork, clock }: ReleaseExamDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<ExamWithItems> =>
    unitOfWork.run(async ({ announcements, attempts, exams }) => {
      const exam = publishedExamForTeacher(await exams.lock(params.id), principal);
      const now = clock.now();
      if (!hasOpened(exam, now))
        throw new Problem('exam-not-open', { detail: 'The exam has not opened yet, so it has no results.' });
      if (hasEnded(exam, now)) return forTeacher(exams, exam);
      await exams.release({ id: exam.id, releasedAt: now });
      await attempts.endOpen(exam.id, now);
      await announcements.schedule({ examId: exam.id, availableAt: now });
      return forTeacher(exams, { ...exam, releasedAt: now });
    });
