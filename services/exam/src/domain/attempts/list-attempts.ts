import { byTime, type Listed, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import { type Actor, ownExam } from '../exams/exam-rights.ts';
import type { World } from '../ports.ts';
import { type AttemptReport, reportAttempts } from './report-attempt.ts';

/** The attempts at an exam, for its teacher, newest first. */
export const listAttempts =
  ({ unitOfWork }: World) =>
  async ({
    params,
    query,
    principal,
  }: {
    params: { id: string };
    query: { limit: number; cursor?: string | undefined };
    principal: Actor;
  }): Promise<Listed<AttemptReport>> => {
    const after = placeIn(query.cursor);
    return unitOfWork.run(
      async (repositories) => {
        const exam = ownExam(await repositories.exams.find(params.id), principal);
        const found = await repositories.attempts.listOfExam(exam.id, { limit: query.limit + 1, after });
        const { items, nextCursor } = pageThrough(found, query.limit, ({ startedAt, id }) =>
          byTime({ createdAt: startedAt, id }),
        );
        return { items: await reportAttempts(repositories, exam.id, items), nextCursor };
      },
      { readOnly: true },
    );
  };
