import type { markItem as contract } from '@ai-teacher/contracts/exam/marking/marking.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { attemptForTeacher } from '../attempts/attempt.ts';
import { type AttemptResult, resultForTeacher } from '../attempts/attempt-result.ts';
import type { Attempt, AttemptRepositories } from '../attempts/ports.ts';
import { reportAttempt } from '../attempts/report-attempt.ts';
import { requireAccount } from '../exams/exam-rights.ts';
import type { Exam } from '../exams/ports.ts';
import { markableItem } from './markable-item.ts';
import type { MarkingRepositories } from './ports.ts';
import { setTeacherMark } from './set-teacher-mark.ts';

export type MarkItemDeps = {
  readonly unitOfWork: UnitOfWork<MarkingRepositories>;
  readonly clock: Clock;
};

type MarkItemInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/** Adds a teacher's mark for one item, as `setTeacherMark` does. */
export const markItem =
  ({ unitOfWork, clock }: MarkItemDeps) =>
  async ({ params, body, principal }: MarkItemInput): Promise<AttemptResult> =>
    unitOfWork.run(async (repositories) => {
      await requireAccount(repositories, principal);
      const { attempt, exam } = await lockAttempt(repositories, { id: params.id, principal });
      if (attempt.status === 'in_progress') throw new Problem('attempt-not-submitted');
      const before = await reportAttempt(repositories, { exam, attempt });
      const now = clock.now();
      const { score, criteria } = body;
      const mark = {
        ...markableItem(before.items, { itemId: params.itemId, score, criteria }),
        feedback: body.feedback,
        teacherId: principal.userId,
        occasion: 'review',
      } as const;
      return resultForTeacher(await setTeacherMark(repositories, before, { mark, now }), now);
    });

/**
 * Locks the attempt, and holds the exam open first: a concurrent release waits for this mark and then
 * announces it. The order of the locks is that of a release.
 */
const lockAttempt = async (
  { attempts, exams }: Pick<AttemptRepositories, 'attempts' | 'exams'>,
  { id, principal }: { id: string; principal: Principal },
): Promise<{ attempt: Attempt; exam: Exam }> => {
  const found = await attempts.find(id);
  if (found !== undefined) await exams.holdOpen(found.examId);
  return attemptForTeacher(exams, { attempt: await attempts.lock(id), principal });
};
