import { type Decision, permissionOf, type ReadRule } from '@ai-teacher/access/domain/may-read.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { taughtClasses } from './audience.ts';
import type { Assignment, Exam, ExamRepositories } from './ports.ts';

export const isTeacherOf = (exam: Exam, { role, userId }: Pick<Principal, 'role' | 'userId'>): boolean =>
  role !== 'student' && exam.teacherId === userId;

/**
 * Lets a transaction store the id of the user. Access tokens outlive an account by minutes, and nothing would
 * erase what a later request stores. Call first in the transaction, see `People`.
 *
 * @throws Problem `token-invalid` when the account of the token was erased.
 */
export const requireAccount = async (
  { people }: Pick<ExamRepositories, 'people'>,
  { userId }: Pick<Principal, 'userId'>,
): Promise<void> => {
  if (!(await people.hold([userId])))
    throw new Problem('token-invalid', { cause: 'the account of this token was deleted' });
};

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

/** An exam with the facts on which a decision about a person rests. */
export type AskedExam = {
  readonly exam: Exam;
  readonly assignments: readonly Assignment[];
  /** When each assignment was added, as instants of ISO 8601. */
  readonly assignedSince?: Readonly<Record<string, string>>;
  /** Whether the person has an attempt at the exam. */
  readonly hasAttempt: boolean;
};

/**
 * Decides whether a person may read an exam: its teacher, students to whom it is assigned today, and
 * students with an attempt.
 */
export const mayReadExam = (
  { exam, assignments, assignedSince = {}, hasAttempt }: AskedExam,
  standing: Standing,
): Decision<ReadRule | 'attempt'> => {
  const { accountRole: role, userId, institutionId } = standing;
  if (isTeacherOf(exam, { role, userId })) return { allowed: true, rule: 'owner', key: null, since: null };
  if (exam.institutionId !== institutionId) return refused('other-institution');
  if (exam.status !== 'published') return refused('private');
  if (role !== 'student') return refused('not-shared');
  const permission = permissionOf(
    { audience: assignments.map(({ audience }) => audience), sharedSince: assignedSince },
    standing,
  );
  if (permission !== undefined) return permission;
  return hasAttempt ? { allowed: true, rule: 'attempt', key: null, since: null } : refused('not-shared');
};

const refused = (rule: ReadRule): Decision => ({ allowed: false, rule, key: null, since: null });

/**
 * Whether a person may know that an exam exists: its readers, the teachers of a class to which it is
 * assigned, who see results, and admins of the institution, who hand exams over.
 */
export const mayKnowExam = (asked: AskedExam, standing: Standing): boolean => {
  const { exam, assignments } = asked;
  if (mayReadExam(asked, standing).allowed) return true;
  if (exam.institutionId !== standing.institutionId) return false;
  if (standing.accountRole === 'admin') return true;
  return exam.status === 'published' && taughtClasses(standing, assignments).length > 0;
};
