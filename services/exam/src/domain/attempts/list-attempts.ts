import type { listAttempts as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { examForTeacher } from '../exams/exam-rights.ts';
import { type AttemptResult, resultForTeacher } from './attempt-result.ts';
import type { AttemptRepositories } from './ports.ts';
import { type ReportRepositories, reportAttempts } from './report-attempt.ts';

export type ListAttemptsDeps = {
  readonly unitOfWork: UnitOfWork<ReportRepositories & Pick<AttemptRepositories, 'attempts'>>;
  readonly clock: Clock;
};

/** Lists the attempts at an exam for its teacher, newest first. */
export const listAttempts =
  ({ unitOfWork, clock }: ListAttemptsDeps) =>
  async ({
    params,
    query,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'query' | 'principal'>): Promise<Listed<AttemptResult>> =>
    unitOfWork.run(
      async (repositories) => {
        const exam = examForTeacher(await repositories.exams.find(params.id), principal);
        const { items: attempts, nextCursor } = await repositories.attempts.listOfExam(exam.id, query);
        const reports = await reportAttempts(repositories, { exam, attempts });
        return { items: reports.map((report) => resultForTeacher(report, clock.now())), nextCursor };
      },
      { readOnly: true },
    );
