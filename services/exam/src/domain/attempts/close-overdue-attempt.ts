import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { isOverdue } from './attempt.ts';
import { type CloseAttemptDeps, type ClosingRepositories, closeAttempt } from './close-attempt.ts';
import type { AttemptRepositories } from './ports.ts';

type OverdueRepositories = ClosingRepositories & Pick<AttemptRepositories, 'deadlines'>;

export type CloseOverdueAttemptDeps = CloseAttemptDeps & {
  readonly unitOfWork: UnitOfWork<OverdueRepositories>;
};

/** `deadlineAt` is the deadline for which the job was made. */
type OverdueJob = { readonly attemptId: string; readonly deadlineAt?: Date | undefined };

/**
 * Closes an overdue attempt with the responses saved in time. Does nothing for a closed or erased attempt.
 * When the exam was extended, the job waits for the new deadline.
 *
 * @throws Error before the deadline by this clock, so that the queue retries later.
 */
export const closeOverdueAttempt =
  ({ unitOfWork, grader, clock }: CloseOverdueAttemptDeps) =>
  async ({ attemptId, deadlineAt }: OverdueJob): Promise<void> =>
    unitOfWork.run(async (repositories) => {
      const attempt = await repositories.attempts.lock(attemptId);
      if (attempt?.status !== 'in_progress') return;
      if (!isOverdue(attempt, clock.now())) {
        if (deadlineAt === undefined || deadlineAt.getTime() === attempt.deadlineAt?.getTime())
          throw new Error('the deadline of the attempt has not passed yet');
        if (attempt.deadlineAt === null) return;
        return repositories.deadlines.schedule({ ...attempt, deadlineAt: attempt.deadlineAt });
      }
      await closeAttempt({ grader, clock })(repositories, { attempt, closedBy: 'deadline' });
    });
