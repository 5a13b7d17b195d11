import type { listAttempts as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { taughtClasses } from '../exams/audience.ts';
import { isPublishedFor, isTeacherOf } from '../exams/exam-rights.ts';
import { type AttemptResult, resultForClassTeacher, resultForTeacher } from './attempt-result.ts';
import type { AttemptRepositories } from './ports.ts';
import { type ReportRepositories, reportAttempts } from './report-attempt.ts';

type ListingRepositories = ReportRepositories &
  Pick<AttemptRepositories, 'attempts' | 'standings' | 'students'>;

export type ListAttemptsDeps = {
  readonly unitOfWork: UnitOfWork<ListingRepositories>;
  readonly clock: Clock;
};

type ListAttemptsInput = Pick<Input<typeof contract>, 'params' | 'query' | 'principal'>;

/**
 * Lists the attempts at an exam, newest first: all of them for its teacher, those of their own
 * students for a teacher of a class to which the exam is assigned.
 *
 * @throws Problem `exam-not-found` for every other user, who must not learn that the exam exists.
 */
export const listAttempts =
  ({ unitOfWork, clock }: ListAttemptsDeps) =>
  async ({ params, query, principal }: ListAttemptsInput): Promise<Listed<AttemptResult>> =>
    unitOfWork.run(
      async (repositories) => {
        const { attempts, exams, standings, students } = repositories;
        const exam = await exams.find(params.id);
        if (exam === undefined) throw new Problem('exam-not-found');
        const isOwn = isTeacherOf(exam, principal);
        if (!isOwn && !isPublishedFor(exam, principal)) throw new Problem('exam-not-found');
        const classes = isOwn
          ? []
          : taughtClasses(await standings.of(principal), await exams.listAssignments(exam.id));
        if (!isOwn && classes.length === 0) throw new Problem('exam-not-found');
        const studentIds = isOwn ? undefined : await students.of(exam.institutionId, classes);
        const { items, nextCursor } = await attempts.listOfExam(exam.id, query, studentIds);
        const reports = await reportAttempts(repositories, { exam, attempts: items });
        const present = isOwn ? resultForTeacher : resultForClassTeacher;
        return { items: reports.map((report) => present(report, clock.now())), nextCursor };
      },
      { readOnly: true },
    );
