import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { type Actor, isPublishedFor } from '../exams/exam-rights.ts';
import type { Attempt, Exam, ExamItem, World } from '../ports.ts';

export type StartedAttempt = { readonly attempt: Attempt; readonly items: readonly ExamItem[] };

const minute = 60_000;

/** Starts the student's one attempt at an open exam, or answers with the one that is under way. */
export const startAttempt =
  ({ unitOfWork, clock, identifiers }: World) =>
  async ({ params, principal }: { params: { id: string }; principal: Actor }): Promise<StartedAttempt> =>
    unitOfWork.run(async ({ attempts, deadlines, exams }) => {
      const exam = await exams.find(params.id);
      if (exam === undefined || !isPublishedFor(exam, principal)) throw new Problem('exam-not-found');
      const now = clock.now();
      const earlier = await attempts.findOfStudent(exam.id, principal.userId);
      if (earlier === undefined) {
        const attempt = attemptAt(exam, principal, { id: identifiers.uuid(), now });
        const isNew = await attempts.insertUnlessThere(attempt);
        if (isNew && attempt.deadlineAt !== null)
          await deadlines.watch({ ...attempt, deadlineAt: attempt.deadlineAt });
      }
      const attempt = earlier ?? (await attempts.findOfStudent(exam.id, principal.userId));
      if (attempt === undefined) throw new Problem('exam-not-found');
      if (attempt.status !== 'in_progress' || isOver(attempt, now))
        throw new Problem('attempt-already-submitted');
      return { attempt, items: await exams.listItems(exam.id) };
    });

/** Whether the time of an attempt is over by the given clock. */
export const isOver = ({ deadlineAt }: Pick<Attempt, 'deadlineAt'>, now: Date): boolean => {
  return deadlineAt !== null && now >= deadlineAt;
};

const attemptAt = (exam: Exam, student: Actor, { id, now }: { id: string; now: Date }): Attempt => {
  const hasOpened = exam.opensAt === null || exam.opensAt <= now;
  const hasClosed = exam.closesAt !== null && exam.closesAt <= now;
  if (!hasOpened || hasClosed) throw new Problem('exam-not-open', { detail: whenOpen(exam) });
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
  };
};

/** The allotted minutes, but never longer than the exam is open. */
const deadlineOf = ({ closesAt, durationMinutes }: Exam, startedAt: Date): Date | null => {
  const allotted = durationMinutes === null ? null : new Date(startedAt.getTime() + durationMinutes * minute);
  if (allotted === null || closesAt === null) return allotted ?? closesAt;
  return allotted < closesAt ? allotted : closesAt;
};

const whenOpen = ({ opensAt, closesAt }: Exam): string => {
  const from = opensAt === null ? '' : ` from ${opensAt.toISOString()}`;
  const until = closesAt === null ? '' : ` until ${closesAt.toISOString()}`;
  return `The exam is open${from}${until}.`;
};
