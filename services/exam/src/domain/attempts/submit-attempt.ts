import type { submitAttempt as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForStudent, isOverdue } from './attempt.ts';
import { type AttemptResult, resultForStudent } from './attempt-result.ts';
import { type CloseAttemptDeps, type ClosingRepositories, closeAttempt } from './close-attempt.ts';
import { reportAttempt } from './report-attempt.ts';

export type SubmitAttemptDeps = CloseAttemptDeps & { readonly unitOfWork: UnitOfWork<ClosingRepositories> };

/**
 * Submits the student's attempt and marks it once. Repeated and concurrent submissions get the same answer.
 * The answer contains no marks before the results of the exam are available.
 * Rejects a submission after the deadline by the service's clock. A job marks the responses saved in time.
 */
export const submitAttempt =
  ({ unitOfWork, grader, clock }: SubmitAttemptDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<AttemptResult> =>
    unitOfWork.run(async (repositories) => {
      const attempt = attemptForStudent(await repositories.attempts.lock(params.id), principal);
      const exam = await repositories.exams.find(attempt.examId);
      if (exam === undefined) throw new Problem('attempt-not-found');
      const isSubmitted = attempt.closedBy === 'student';
      if (!isSubmitted && (attempt.closedBy === 'deadline' || isOverdue(attempt, clock.now())))
        throw new Problem('attempt-deadline-passed');
      const closed = isSubmitted
        ? attempt
        : await closeAttempt({ grader, clock })(repositories, { attempt, closedBy: 'student' });
      return resultForStudent(await reportAttempt(repositories, { exam, attempt: closed }), clock.now());
    });
