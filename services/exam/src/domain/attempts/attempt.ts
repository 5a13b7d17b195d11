import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { isTeacherOf } from '../exams/exam-rights.ts';
import type { Exam, ExamRepository } from '../exams/ports.ts';
import { roundedTo2 } from '../grading/grade-response.ts';
import type { Attempt, Mark } from './ports.ts';

export const isOverdue = ({ deadlineAt }: Pick<Attempt, 'deadlineAt'>, now: Date): boolean =>
  deadlineAt !== null && now >= deadlineAt;

/** The status of a closed attempt with these marks. */
export const statusFrom = (marks: readonly Pick<Mark, 'score'>[]): 'graded' | 'needs_review' =>
  marks.some(({ score }) => score === null) ? 'needs_review' : 'graded';

/** The sum of the scores so far, to two decimals. */
export const totalScoreOf = (marks: readonly Pick<Mark, 'score'>[]): number =>
  roundedTo2(marks.reduce((sum, { score }) => sum + (score ?? 0), 0));

/**
 * Returns the attempt to its student.
 *
 * @throws Problem `attempt-not-found` for every other user, who must not learn that the attempt exists.
 */
export const attemptForStudent = (attempt: Attempt | undefined, principal: Principal): Attempt => {
  if (attempt === undefined || attempt.studentId !== principal.userId) throw new Problem('attempt-not-found');
  return attempt;
};

/**
 * Returns the attempt with its exam to the exam's teacher.
 *
 * @throws Problem `attempt-not-found` for every other user, who must not learn that the attempt exists.
 */
export const attemptForTeacher = async (
  exams: Pick<ExamRepository, 'find'>,
  { attempt, principal }: { attempt: Attempt | undefined; principal: Principal },
): Promise<{ attempt: Attempt; exam: Exam }> => {
  const exam = attempt === undefined ? undefined : await exams.find(attempt.examId);
  if (attempt === undefined || exam === undefined || !isTeacherOf(exam, principal))
    throw new Problem('attempt-not-found');
  return { attempt, exam };
};
