import type { listAttemptAppeals as contract } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForTeacher } from '../attempts/attempt.ts';
import { hasEnded } from '../exams/exam.ts';
import type { Appeal, AppealRepositories } from './ports.ts';

export type ListAttemptAppealsDeps = {
  readonly unitOfWork: UnitOfWork<AppealRepositories>;
  readonly clock: Clock;
};

/**
 * Lists the appeals of an attempt to its student and the exam's teacher, newest first. Appeals contain scores
 * and reasons, so they are withheld from the student with the results while the exam is open again.
 */
export const listAttemptAppeals =
  ({ unitOfWork, clock }: ListAttemptAppealsDeps) =>
  async ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<Appeal[]> =>
    unitOfWork.run(
      async ({ appeals, attempts, exams }) => {
        const attempt = await attempts.find(params.id);
        if (attempt?.studentId !== principal.userId) await attemptForTeacher(exams, { attempt, principal });
        else {
          const exam = await exams.find(attempt.examId);
          if (exam === undefined || !hasEnded(exam, clock.now())) return [];
        }
        return appeals.listOf(params.id);
      },
      { readOnly: true },
    );
