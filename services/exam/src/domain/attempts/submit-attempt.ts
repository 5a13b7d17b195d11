import type { submitAttempt as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForStudent, isOverdue } from './attempt.ts';
import { type CloseAttemptDeps, type ClosingRepositories, closeAttempt } from './close-attempt.ts';
import { type AttemptReport, reportAttempt } from './report-attempt.ts';

export type SubmitAttemptDeps = CloseAttemptDeps & { readonly unitOfWork: UnitOfWork<ClosingRepositories> };

/**
 * Submits the student's attempt and marks it once. Repeated and concurrent submissions get the same answer.
 * Rejects a submission after the deadline by the service's clock. A job marks the responses saved in time.
 */
export const submitAttempt =
  ({ unitOfWork, grader, clock }: SubmitAttemptDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<AttemptReport> =>
    unitOfWork.run(async (repositories) => {
      const attempt = attemptForStudent(await repositories.attempts.lock(params.id), principal);
      if (attempt.closedBy === 'student') return reportAttempt(repositories, attempt);
      if (attempt.closedBy === 'deadline' || isOverdue(attempt, clock.now()))
        throw new Problem('attempt-deadline-passed');
      const closed = await closeAttempt({ grader, clock })(repositories, { attempt, closedBy: 'student' });
      return reportAttempt(repositories, closed);
    });
