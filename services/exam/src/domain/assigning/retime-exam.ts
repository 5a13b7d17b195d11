import type { AttemptRepositories } from '../attempts/ports.ts';
import { endOf, laterOf } from '../exams/exam-times.ts';
import type { Assignment, Exam } from '../exams/ports.ts';
import { extendAttempts } from './extend-attempts.ts';

export type RetimingRepositories = Pick<AttemptRepositories, 'announcements' | 'attempts' | 'exams'>;

/**
 * Stores the new times of an exam. Attempts in progress get the additional time, and the exam ends when the
 * last student has finished: at the latest close of its assignments, or at the deadline of an attempt whose
 * assignment was removed. The caller must hold the lock of the exam.
 *
 * @returns the exam with its end.
 */
export const retimeExam = async (
  repositories: RetimingRepositories,
  { exam, assignments, now }: { exam: Exam; assignments: readonly Assignment[]; now: Date },
): Promise<Exam> => {
  const { announcements, exams } = repositories;
  const lastDeadline = await extendAttempts(repositories, { exam, assignments, now });
  const audience = assignments.map((given) => given.audience);
  const lastClose = endOf(exam, assignments, await exams.listExtraTimeFactors(exam, { audience, now }));
  const endsAt = lastDeadline === undefined ? lastClose : laterOf(lastClose, lastDeadline);
  const retimed = { ...exam, endsAt };
  await exams.changeWindow(retimed);
  if (endsAt !== null) await announcements.schedule({ examId: exam.id, availableAt: endsAt });
  return retimed;
};
