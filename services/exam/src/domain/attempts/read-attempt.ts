import type { readAttempt as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { isTeacherOf } from '../exams/exam-rights.ts';
import { type AttemptResult, resultForStudent, resultForTeacher } from './attempt-result.ts';
import type { AttemptRepositories } from './ports.ts';
import { type ReportRepositories, reportAttempt } from './report-attempt.ts';

export type ReadAttemptDeps = {
  readonly unitOfWork: UnitOfWork<ReportRepositories & Pick<AttemptRepositories, 'attempts'>>;
  readonly clock: Clock;
};

/**
 * Reads an attempt for the exam's teacher, and for its student as far as the results are available.
 *
 * @throws Problem `attempt-not-found` for every other user, who must not learn that the attempt exists.
 */
export const readAttempt =
  ({ unitOfWork, clock }: ReadAttemptDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<AttemptResult> =>
    unitOfWork.run(
      async (repositories) => {
        const attempt = await repositories.attempts.find(params.id);
        const exam = attempt === undefined ? undefined : await repositories.exams.find(attempt.examId);
        if (attempt === undefined || exam === undefined) throw new Problem('attempt-not-found');
        const isTeacher = isTeacherOf(exam, principal);
        if (!isTeacher && attempt.studentId !== principal.userId) throw new Problem('attempt-not-found');
        const report = await reportAttempt(repositories, { exam, attempt });
        return isTeacher ? resultForTeacher(report, clock.now()) : resultForStudent(report, clock.now());
      },
      { readOnly: true },
    );
