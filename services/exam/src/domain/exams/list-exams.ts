import type { listExams as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamRepositories, ExamSummary } from './ports.ts';

export type ListExamsDeps = { readonly unitOfWork: UnitOfWork<Pick<ExamRepositories, 'exams'>> };

/** Lists the exams of a teacher, or the published exams of a student's institution, newest first. */
export const listExams =
  ({ unitOfWork }: ListExamsDeps) =>
  async ({
    query,
    principal,
  }: Pick<Input<typeof contract>, 'query' | 'principal'>): Promise<Listed<ExamSummary>> =>
    unitOfWork.run(
      ({ exams }) =>
        principal.role === 'student'
          ? exams.listPublished(principal.institutionId, query)
          : exams.listOfTeacher(principal.userId, query),
      { readOnly: true },
    );
