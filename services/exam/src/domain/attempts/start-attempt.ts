import type { startAttempt as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { hasEnded, hasOpened, resultsAvailableAt } from '../exams/exam.ts';
import { isPublishedFor } from '../exams/exam-rights.ts';
import { itemsInOrderOf } from '../exams/item-order.ts';
import type { ExamLimits } from '../exams/limits.ts';
import type { Exam, ExamItem } from '../exams/ports.ts';
import { isOverdue } from './attempt.ts';
import type { Attempt, AttemptRepositories } from './ports.ts';

export type StartAttemptDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AttemptRepositories, 'attempts' | 'deadlines' | 'exams'>>;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  readonly limits: Pick<ExamLimits, 'maxAttemptsPerExam'>;
};

/** An attempt in progress with the items in the order of its student. */
export type StartedAttempt = {
  readonly attempt: Attempt;
  readonly items: readonly ExamItem[];
  readonly resultsAvailableAt: Date | null;
};

const millisecondsPerMinute = 60_000;

/**
 * Starts the student's only attempt at an open exam, or returns the attempt that is in progress. A concurrent
 * release of the results waits, so that it ends this attempt as well.
 */
export const startAttempt =
  ({ unitOfWork, clock, identifiers, limits }: StartAttemptDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<StartedAttempt> =>
    unitOfWork.run(async ({ attempts, deadlines, exams }) => {
      const exam = await exams.holdOpen(params.id);
      if (exam === undefined || !isPublishedFor(exam, principal)) throw new Problem('exam-not-found');
      const now = clock.now();
      const earlier = await attempts.findOfStudent(exam.id, principal.userId);
      if (earlier === undefined) {
        const attempt = newAttempt(exam, principal, { id: identifiers.uuid(), now });
        if (await attempts.hasAtLeast(exam.id, limits.maxAttemptsPerExam))
          throw new Problem('attempt-limit-reached');
        const isNew = await attempts.insertIfAbsent(attempt);
        if (isNew && attempt.deadlineAt !== null)
          await deadlines.schedule({ ...attempt, deadlineAt: attempt.deadlineAt });
      }
      const attempt = earlier ?? (await attempts.findOfStudent(exam.id, principal.userId));
      if (attempt === undefined) throw new Problem('exam-not-found');
      if (attempt.status !== 'in_progress' || isOverdue(attempt, now))
        throw new Problem('attempt-already-submitted');
      const items = itemsInOrderOf(exam, await exams.listItems(exam.id), principal.userId);
      return { attempt, items, resultsAvailableAt: resultsAvailableAt(exam) };
    });

const newAttempt = (exam: Exam, student: Principal, { id, now }: { id: string; now: Date }): Attempt => {
  if (!hasOpened(exam, now) || hasEnded(exam, now))
    throw new Problem('exam-not-open', { detail: windowText(exam) });
  return {
    id,
    examId: exam.id,
    institutionId: exam.institutionId,
    studentId: student.userId,
    status: 'in_progress',
    startedAt: now,
    deadlineAt: deadlineOf(exam, now),
    submittedAt: null,
    closedBy: null,
    announcedAt: null,
  };
};

/** The end of the allotted minutes, or the close of the exam when the exam closes earlier. */
const deadlineOf = ({ closesAt, durationMinutes }: Exam, startedAt: Date): Date | null => {
  if (durationMinutes === null) return closesAt;
  const allotted = new Date(startedAt.getTime() + durationMinutes * millisecondsPerMinute);
  return closesAt !== null && closesAt <= allotted ? closesAt : allotted;
};

const windowText = ({ opensAt, closesAt, releasedAt }: Exam): string => {
  if (releasedAt !== null) return 'The exam ended when its results were released.';
  const from = opensAt === null ? '' : ` from ${opensAt.toISOString()}`;
  const until = closesAt === null ? '' : ` until ${closesAt.toISOString()}`;
  return `The exam is open${from}${until}.`;
};
