import type { Role } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Attempt, Exam, Repositories } from '../ports.ts';

/** The person who acts; what the verified token says of them. */
export type Actor = { readonly userId: string; readonly role: Role; readonly institutionId: string };

/** An exam is its teacher's; a published one is everyone's of the institution to know. */
export const mayKnow = (exam: Exam, actor: Actor): boolean => {
  return isTeacherOf(exam, actor) || (actor.role === 'student' && isPublishedFor(exam, actor));
};

export const isTeacherOf = (exam: Exam, actor: Actor): boolean => {
  return actor.role !== 'student' && exam.teacherId === actor.userId;
};

export const isPublishedFor = (exam: Exam, actor: Actor): boolean => {
  return exam.status === 'published' && exam.institutionId === actor.institutionId;
};

/** The exam for its teacher; nobody else learns that it exists. */
export const ownExam = (exam: Exam | undefined, actor: Actor): Exam => {
  if (exam === undefined || !isTeacherOf(exam, actor)) throw new Problem('exam-not-found');
  return exam;
};

/** The attempt for its student; nobody else learns that it exists. */
export const ownAttempt = (attempt: Attempt | undefined, actor: Actor): Attempt => {
  if (attempt === undefined || attempt.studentId !== actor.userId) throw new Problem('attempt-not-found');
  return attempt;
};

/** The attempt with its exam, for the exam's teacher. */
export const taughtAttempt = async (
  { exams }: Pick<Repositories, 'exams'>,
  attempt: Attempt | undefined,
  actor: Actor,
): Promise<{ attempt: Attempt; exam: Exam }> => {
  const exam = attempt === undefined ? undefined : await exams.find(attempt.examId);
  if (attempt === undefined || exam === undefined || !isTeacherOf(exam, actor))
    throw new Problem('attempt-not-found');
  return { attempt, exam };
};
