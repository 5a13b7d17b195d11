import type { assignExam as contract } from '@ai-teacher/contracts/exam/assignments.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { assignmentsOf, publishAssigned, requireMayAssign, requireWindows } from '../exams/audience.ts';
import { type ExamWithItems, forTeacher, hasEnded } from '../exams/exam.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';
import type { Assignment } from '../exams/ports.ts';
import { type RetimingRepositories, retimeExam } from './retime-exam.ts';

type AssigningRepositories = RetimingRepositories &
  Pick<AttemptRepositories, 'outbox' | 'places' | 'standings'>;

export type AssignExamDeps = {
  readonly unitOfWork: UnitOfWork<AssigningRepositories>;
  readonly clock: Clock;
};

/**
 * Replaces the assignments of a published exam. Assignments that stay as they are need no right and no
 * valid times. Students of a removed class start no attempt; attempts in progress retain their time, and
 * the results wait for them.
 *
 * @throws Problem `exam-not-found`, `exam-not-published`, `exam-ended`, or as `requireMayAssign` and
 * `requireWindows` do.
 */
export const assignExam =
  ({ unitOfWork, clock }: AssignExamDeps) =>
  ({
    params,
    body,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>): Promise<ExamWithItems> =>
    unitOfWork.run(async (repositories) => {
      const { exams, outbox } = repositories;
      const exam = publishedExamForTeacher(await exams.lock(params.id), principal);
      const now = clock.now();
      if (hasEnded(exam, now)) throw new Problem('exam-ended', { detail: 'Reopen the exam first.' });
      const before = await exams.listAssignments(exam.id);
      const assignments = assignmentsOf(body.assignments, exam.institutionId);
      const isChanged = (given: Assignment) => !before.some((known) => isEqual(known, given));
      await requireMayAssign(repositories, principal, assignments.filter(isChanged));
      requireWindows(exam, assignments, { now, isChecked: isChanged });
      await exams.assign(exam.id, assignments);
      const retimed = await retimeExam(repositories, { exam, assignments, now });
      const known = before.map(({ audience }) => audience);
      const added = assignments.filter(({ audience }) => !known.includes(audience));
      await publishAssigned(outbox, retimed, added);
      return forTeacher(exams, retimed);
    });

const isEqual = (one: Assignment, other: Assignment): boolean =>
  one.audience === other.audience &&
  one.opensAt?.getTime() === other.opensAt?.getTime() &&
  one.closesAt?.getTime() === other.closesAt?.getTime();
