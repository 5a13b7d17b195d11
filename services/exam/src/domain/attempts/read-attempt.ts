import type { readAttempt as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { taughtClasses } from '../exams/audience.ts';
import { hasEnded } from '../exams/exam.ts';
import { isPublishedFor, isTeacherOf } from '../exams/exam-rights.ts';
import type { Exam } from '../exams/ports.ts';
import {
  type AttemptResult,
  resultForClassTeacher,
  resultForStudent,
  resultForTeacher,
} from './attempt-result.ts';
import type { Attempt, AttemptRepositories } from './ports.ts';
import { type AttemptReport, type ReportRepositories, reportAttempt } from './report-attempt.ts';

type ReadingRepositories = ReportRepositories &
  Pick<AttemptRepositories, 'attempts' | 'standings' | 'students'>;

export type ReadAttemptDeps = {
  readonly unitOfWork: UnitOfWork<ReadingRepositories>;
  readonly clock: Clock;
};

/**
 * Reads an attempt for the exam's teacher, for its student and a current teacher of the student's class as
 * far as the results are available, and for a guardian of the student once they are.
 *
 * @throws Problem `attempt-not-found` for every other user, who must not learn that the attempt exists.
 */
export const readAttempt =
  ({ unitOfWork, clock }: ReadAttemptDeps) =>
  async ({
    params,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<AttemptResult> =>
    unitOfWork.run(
      async (repositories) => {
        const attempt = await repositories.attempts.find(params.id);
        const exam = attempt === undefined ? undefined : await repositories.exams.find(attempt.examId);
        if (attempt === undefined || exam === undefined) throw new Problem('attempt-not-found');
        const now = clock.now();
        const present = await viewOf(repositories, { exam, attempt, principal, now });
        return present(await reportAttempt(repositories, { exam, attempt }), now);
      },
      { readOnly: true },
    );

type View = (report: AttemptReport, now: Date) => AttemptResult;
type Reading = {
  readonly exam: Exam;
  readonly attempt: Attempt;
  readonly principal: Principal;
  readonly now: Date;
};

const viewOf = async (
  { exams, standings, students }: ReadingRepositories,
  { exam, attempt, principal, now }: Reading,
): Promise<View> => {
  if (isTeacherOf(exam, principal)) return resultForTeacher;
  if (attempt.studentId === principal.userId) return resultForStudent;
  if (!isPublishedFor(exam, principal)) throw new Problem('attempt-not-found');
  const standing = await standings.of(principal);
  if (standing.children.includes(attempt.studentId) && hasEnded(exam, now)) return resultForStudent;
  const classes = taughtClasses(standing, await exams.listAssignments(exam.id));
  if (classes.length > 0 && (await students.of(exam.institutionId, classes)).includes(attempt.studentId))
    return resultForClassTeacher;
  throw new Problem('attempt-not-found');
};
