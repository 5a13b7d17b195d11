import type { markItem as contract } from '@ai-teacher/contracts/exam/marking.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForTeacher, statusFrom, totalScoreOf } from '../attempts/attempt.ts';
import type { Attempt, AttemptRepositories, Mark } from '../attempts/ports.ts';
import { publishGraded } from '../attempts/publish-graded.ts';
import { type AttemptReport, type ReportRepositories, reportAttempt } from '../attempts/report-attempt.ts';
import type { ExamItem } from '../exams/ports.ts';
import { pageReferenceOf } from '../grading/grade-response.ts';

export type MarkItemDeps = {
  readonly unitOfWork: UnitOfWork<ReportRepositories & Pick<AttemptRepositories, 'attempts' | 'outbox'>>;
  readonly clock: Clock;
};

type MarkItemInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Adds a teacher's mark for one item. Earlier marks stay as history. Notifies the student when the last open
 * item is marked or when the result of a graded attempt changes. A repeated equal mark changes nothing.
 */
export const markItem =
  ({ unitOfWork, clock }: MarkItemDeps) =>
  async ({ params, body, principal }: MarkItemInput): Promise<AttemptReport> =>
    unitOfWork.run(async (repositories) => {
      const found = await repositories.attempts.lock(params.id);
      const { attempt, exam } = await attemptForTeacher(repositories.exams, { attempt: found, principal });
      if (attempt.status === 'in_progress') throw new Problem('attempt-not-submitted');
      const before = await reportAttempt(repositories, attempt);
      const item = markableItem(before.items, { itemId: params.itemId, score: body.score });

      const mark: Mark = {
        attemptId: attempt.id,
        itemId: item.id,
        score: body.score,
        feedback: body.feedback || pageReferenceOf(item.source),
        markedBy: principal.userId,
        markedAt: clock.now(),
      };
      const earlier = before.marks.get(item.id);
      if (earlier?.score === mark.score && earlier.feedback === mark.feedback) return before;
      await repositories.marks.add([mark]);
      const marks = new Map(before.marks).set(item.id, mark);
      const marked: Attempt = { ...attempt, status: statusFrom([...marks.values()]) };
      if (marked.status !== attempt.status) await repositories.attempts.update(marked);
      const after = { ...before, attempt: marked, marks };
      if (marked.status === 'graded' && hasNewResult(before, after))
        await publishGraded(repositories.outbox, {
          attempt: marked,
          exam,
          items: before.items,
          marks: [...marks.values()],
        });
      return after;
    });

const markableItem = (
  items: readonly ExamItem[],
  { itemId, score }: { itemId: string; score: number },
): ExamItem => {
  const item = items.find(({ id }) => id === itemId.toLowerCase());
  if (item === undefined) throw new Problem('item-not-found');
  if (score > item.points)
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/score', message: `must be at most ${item.points}` }],
    });
  return item;
};

const hasNewResult = (before: AttemptReport, after: AttemptReport): boolean =>
  before.attempt.status !== after.attempt.status ||
  totalScoreOf([...before.marks.values()]) !== totalScoreOf([...after.marks.values()]);
