import { appealDays, type appealMark as contract } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import { type Clock, dayMilliseconds, type Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForStudent } from '../attempts/attempt.ts';
import { reportAttempt } from '../attempts/report-attempt.ts';
import { hasEnded, resultsAvailableAt } from '../exams/exam.ts';
import type { Exam } from '../exams/ports.ts';
import type { Appeal, AppealRepositories } from './ports.ts';

export type AppealMarkDeps = {
  readonly unitOfWork: UnitOfWork<AppealRepositories>;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

/**
 * Asks a teacher to look at the mark of a machine. A teacher's mark is the look of a person, so a decided
 * item has no second appeal. The lock of the attempt lets concurrent appeals and marks wait for each other.
 */
export const appealMark =
  ({ unitOfWork, clock, identifiers }: AppealMarkDeps) =>
  async ({
    params,
    body,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>): Promise<Appeal> =>
    unitOfWork.run(async (repositories) => {
      const { appeals, attempts, exams } = repositories;
      const attempt = attemptForStudent(await attempts.lock(params.id), principal);
      const exam = await exams.find(attempt.examId);
      if (exam === undefined) throw new Problem('attempt-not-found');
      const { items, marks } = await reportAttempt(repositories, { exam, attempt });
      const item = items.find(({ id }) => id === params.itemId.toLowerCase());
      if (item === undefined) throw new Problem('item-not-found');
      const now = clock.now();
      requireTime(exam, now);
      const mark = marks.get(item.id);
      if (mark === undefined || mark.score === null || mark.markedBy !== null)
        throw new Problem('mark-not-appealable');
      if (
        (await appeals.listOf(attempt.id)).some(
          ({ itemId, status }) => itemId === item.id && status === 'open',
        )
      )
        throw new Problem('appeal-already-open');
      const appeal: Appeal = {
        id: identifiers.uuid(),
        examId: exam.id,
        attemptId: attempt.id,
        itemId: item.id,
        studentId: attempt.studentId,
        status: 'open',
        reason: body.reason || null,
        scoreBefore: mark.score,
        score: null,
        answer: null,
        createdAt: now,
        decidedAt: null,
        decidedBy: null,
      };
      await appeals.insert(appeal);
      return appeal;
    });

const requireTime = (exam: Exam, now: Date): void => {
  if (!hasEnded(exam, now)) throw new Problem('results-not-available');
  const since = resultsAvailableAt(exam)?.getTime() ?? now.getTime();
  if (now.getTime() > since + appealDays * dayMilliseconds) throw new Problem('appeal-deadline-passed');
};
