import type { listAttemptAppeals as contract } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForTeacher } from '../attempts/attempt.ts';
import type { Appeal, AppealRepositories } from './ports.ts';

export type ListAttemptAppealsDeps = { readonly unitOfWork: UnitOfWork<AppealRepositories> };

/** Lists the appeals of an attempt to its student and the exam's teacher, newest first. */
export const listAttemptAppeals =
  ({ unitOfWork }: ListAttemptAppealsDeps) =>
  async ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<Appeal[]> =>
    unitOfWork.run(
      async ({ appeals, attempts, exams }) => {
        const attempt = await attempts.find(params.id);
        if (attempt?.studentId !== principal.userId) await attemptForTeacher(exams, { attempt, principal });
        return appeals.listOf(params.id);
      },
      { readOnly: true },
    );
