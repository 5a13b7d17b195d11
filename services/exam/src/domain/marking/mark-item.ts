import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { statusFrom, tellGraded, totalOf } from '../attempts/close-attempt.ts';
import { type AttemptReport, reportAttempt } from '../attempts/report-attempt.ts';
import { type Actor, taughtAttempt } from '../exams/exam-rights.ts';
import { pageReferenceOf } from '../grading/grade-response.ts';
import type { Attempt, Mark, World } from '../ports.ts';

type Marking = { readonly score: number; readonly feedback?: string | undefined };

/**
 * A teacher's mark. Earlier marks stay as history; the attempt's state follows, and its student is told when the last
 * open mark is set or a finished result changes. The same mark again changes nothing.
 */
export const markItem =
  (world: World) =>
  async ({
    params,
    body,
    principal,
  }: {
    params: { id: string; itemId: string };
    body: Marking;
    principal: Actor;
  }): Promise<AttemptReport> =>
    world.unitOfWork.run(async (repositories) => {
      const found = await repositories.attempts.lock(params.id);
      const { attempt, exam } = await taughtAttempt(repositories, found, principal);
      if (attempt.status === 'in_progress') throw new Problem('attempt-not-submitted');
      const before = await reportAttempt(repositories, attempt);
      const item = before.items.find(({ id }) => id === params.itemId.toLowerCase());
      if (item === undefined) throw new Problem('item-not-found');
      if (body.score > item.points)
        throw new Problem('input-invalid', {
          errors: [{ pointer: '/score', message: `must be at most ${item.points}` }],
        });

      const earlier = before.marks.get(item.id);
      const mark: Mark = {
        attemptId: attempt.id,
        itemId: item.id,
        score: body.score,
        feedback: body.feedback || pageReferenceOf(item.source),
        markedBy: principal.userId,
        markedAt: world.clock.now(),
      };
      if (earlier?.score === mark.score && earlier.feedback === mark.feedback) return before;
      await repositories.marks.add([mark]);
      const marks = new Map(before.marks).set(item.id, mark);
      const marked: Attempt = { ...attempt, status: statusFrom([...marks.values()]) };
      if (marked.status !== attempt.status) await repositories.attempts.update(marked);
      const resultIsNew =
        marked.status !== attempt.status ||
        totalOf([...marks.values()]) !== totalOf([...before.marks.values()]);
      if (marked.status === 'graded' && resultIsNew)
        await tellGraded(repositories, {
          attempt: marked,
          exam,
          items: before.items,
          marks: [...marks.values()],
        });
      return { ...before, attempt: marked, marks };
    });
