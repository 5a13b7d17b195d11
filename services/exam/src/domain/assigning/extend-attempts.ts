import { beforeAllIds } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import type { AttemptRepositories, OpenAttempt } from '../attempts/ports.ts';
import { deadlineOf, laterOf, windowOfStudent } from '../exams/exam-times.ts';
import type { Assignment, Exam } from '../exams/ports.ts';

type ExtendingRepositories = Pick<AttemptRepositories, 'attempts'>;

/** Attempts of one statement. */
const batchSize = 1_000;

/**
 * Gives each attempt before its deadline the deadline of the exam's present times, unless that is earlier: no
 * student loses time. The caller must hold the lock of the exam.
 *
 * @returns the latest deadline of an attempt in progress; null while one has no deadline; undefined without
 * such an attempt.
 */
export const extendAttempts = async (
  { attempts }: ExtendingRepositories,
  { exam, assignments, now }: { exam: Exam; assignments: readonly Assignment[]; now: Date },
): Promise<Date | null | undefined> => {
  let last: Date | null | undefined;
  for (let after = beforeAllIds; ; ) {
    const open = await attempts.listOpen(exam.id, { after, limit: batchSize, now });
    const extended = open.map((attempt) => ({
      ...attempt,
      deadlineAt: extendedDeadline(exam, assignments, attempt),
    }));
    const changed = extended.filter(
      ({ deadlineAt }, index) => deadlineAt?.getTime() !== open[index]?.deadlineAt?.getTime(),
    );
    if (changed.length > 0) await attempts.setDeadlines(changed);
    for (const { deadlineAt } of extended) last = last === undefined ? deadlineAt : laterOf(last, deadlineAt);
    const lastId = open.at(-1)?.id;
    if (lastId === undefined) return last;
    after = lastId;
  }
};

const extendedDeadline = (
  exam: Exam,
  assignments: readonly Assignment[],
  { audience, startedAt, deadlineAt, extraTimeFactor }: OpenAttempt,
): Date | null => {
  const own = assignments.filter((assignment) => audience.includes(assignment.audience));
  const window = windowOfStudent(exam, own, extraTimeFactor);
  if (window === undefined) return deadlineAt;
  return laterOf(deadlineAt, deadlineOf(exam, window, { startedAt, extraTimeFactor }));
};
