import type { readAttempt as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForTeacher } from './attempt.ts';
import type { AttemptRepositories } from './ports.ts';
import { type AttemptReport, type ReportRepositories, reportAttempt } from './report-attempt.ts';

export type ReadAttemptDeps = {
  readonly unitOfWork: UnitOfWork<ReportRepositories & Pick<AttemptRepositories, 'attempts'>>;
};

/** Reads an attempt with its marks, for its student and for the exam's teacher. */
export const readAttempt =
  ({ unitOfWork }: ReadAttemptDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<AttemptReport> =>
    unitOfWork.run(
      async (repositories) => {
        const found = await repositories.attempts.find(params.id);
        if (found?.studentId === principal.userId) return reportAttempt(repositories, found);
        const { attempt } = await attemptForTeacher(repositories.exams, { attempt: found, principal });
        return reportAttempt(repositories, attempt);
      },
      { readOnly: true },
    );
