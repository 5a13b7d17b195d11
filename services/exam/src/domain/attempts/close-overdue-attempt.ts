import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { isOverdue } from './attempt.ts';
import { type CloseAttemptDeps, type ClosingRepositories, closeAttempt } from './close-attempt.ts';

export type CloseOverdueAttemptDeps = CloseAttemptDeps & {
  readonly unitOfWork: UnitOfWork<ClosingRepositories>;
};

/**
 * Closes an overdue attempt with the responses saved in time. Does nothing for a closed or erased attempt.
 *
 * @throws Error before the deadline by this clock, so that the queue retries later.
 */
export const closeOverdueAttempt =
  ({ unitOfWork, grader, clock }: CloseOverdueAttemptDeps) =>
  async ({ attemptId }: { attemptId: string }): Promise<void> =>
    unitOfWork.run(async (repositories) => {
      const attempt = await repositories.attempts.lock(attemptId);
      if (attempt?.status !== 'in_progress') return;
      if (!isOverdue(attempt, clock.now())) throw new Error('the deadline of the attempt has not passed yet');
      await closeAttempt({ grader, clock })(repositories, { attempt, closedBy: 'deadline' });
    });
