import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Exam } from './ports.ts';

export const isTeacherOf = (exam: Exam, principal: Principal): boolean =>
  principal.role !== 'student' && exam.teacherId === principal.userId;

export const isPublishedFor = (exam: Exam, principal: Principal): boolean =>
  exam.status === 'published' && exam.institutionId === principal.institutionId;

/**
 * Returns the exam to its teacher.
 *
 * @throws Problem `exam-not-found` for every other user, who must not learn that the exam exists.
 */
export const examForTeacher = (exam: Exam | undefined, principal: Principal): Exam => {
  if (exam === undefined || !isTeacherOf(exam, principal)) throw new Problem('exam-not-found');
  return exam;
};

/**
 * Returns a published exam to its teacher.
 *
 * @throws Problem `exam-not-found` as `examForTeacher` does, or `exam-not-published` for a draft.
 */
export const publishedExamForTeacher = (exam: Exam | undefined, principal: Principal): Exam => {
  const own = examForTeacher(exam, principal);
  if (own.status !== 'published') throw new Problem('exam-not-published');
  return own;
};
