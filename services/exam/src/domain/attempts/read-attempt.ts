import { type Actor, taughtAttempt } from '../exams/exam-rights.ts';
import type { World } from '../ports.ts';
import { type AttemptReport, reportAttempt } from './report-attempt.ts';

/** An attempt with its marks, for its student and for the exam's teacher. */
export const readAttempt =
  ({ unitOfWork }: World) =>
  async ({ params, principal }: { params: { id: string }; principal: Actor }): Promise<AttemptReport> =>
    unitOfWork.run(
      async (repositories) => {
        const found = await repositories.attempts.find(params.id);
        if (found?.studentId === principal.userId) return reportAttempt(repositories, found);
        const { attempt } = await taughtAttempt(repositories, found, principal);
        return reportAttempt(repositories, attempt);
      },
      { readOnly: true },
    );
