import { byTime, type Listed, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { ExamSummary, World } from '../ports.ts';
import type { Actor } from './exam-rights.ts';

/** A teacher's own exams, or for a student the published ones of the institution; newest first. */
export const listExams =
  ({ unitOfWork }: World) =>
  async ({
    query,
    principal,
  }: {
    query: { limit: number; cursor?: string | undefined };
    principal: Actor;
  }): Promise<Listed<ExamSummary>> => {
    const request = { limit: query.limit + 1, after: placeIn(query.cursor) };
    const found = await unitOfWork.run(
      ({ exams }) =>
        principal.role === 'student'
          ? exams.listPublished(principal.institutionId, request)
          : exams.listOfTeacher(principal.userId, request),
      { readOnly: true },
    );
    return pageThrough(found, query.limit, byTime);
  };
