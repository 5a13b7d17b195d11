import type { readExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { assignedTo } from './audience.ts';
import { type ExamWithItems, forTeacher, hasOpened } from './exam.ts';
import { isTeacherOf, mayReadExam } from './exam-rights.ts';
import { shownWindow } from './exam-times.ts';
import { itemsInOrderOf } from './item-order.ts';
import type { Exam, ExamRepositories } from './ports.ts';

type ReadingRepositories = Pick<ExamRepositories, 'attempts' | 'exams' | 'standings'>;

export type ReadExamDeps = {
  readonly unitOfWork: UnitOfWork<ReadingRepositories>;
  readonly clock: Clock;
};

/** An exam as its reader may see it. The presenter omits keys and sources unless `withKeys` is true. */
export type VisibleExam = ExamWithItems & { readonly withKeys: boolean };

/**
 * Reads an exam, with keys for its teacher and without keys for a student to whom it is assigned today or who
 * has an attempt. A student gets no items while reading them would be an advantage: before the exam opens for
 * the student, and before the student's own time of a timed exam begins. A student gets the order of items of
 * their own attempt, and the times of their own window.
 */
export const readExam =
  ({ unitOfWork, clock }: ReadExamDeps) =>
  async ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<VisibleExam> =>
    unitOfWork.run(
      async (repositories) => {
        const { exams } = repositories;
        const exam = await exams.find(params.id);
        if (exam !== undefined && isTeacherOf(exam, principal))
          return { ...(await forTeacher(exams, exam)), withKeys: true };
        if (exam === undefined) throw new Problem('exam-not-found');
        return forStudent(repositories, { exam, principal, now: clock.now() });
      },
      { readOnly: true },
    );

const forStudent = async (
  { attempts, exams, standings }: ReadingRepositories,
  { exam, principal, now }: { exam: Exam; principal: Principal; now: Date },
): Promise<VisibleExam> => {
  const begun = await attempts.audienceOf(exam.id, principal.userId);
  const standing = await standings.of(principal);
  const assignments = await exams.listAssignments(exam.id);
  if (!mayReadExam({ exam, assignments, hasAttempt: begun !== undefined }, standing).allowed)
    throw new Problem('exam-not-found');
  const own = assignedTo([...standing.memberOf, ...(begun ?? [])], assignments);
  const [extraTime] = await exams.listExtraTimesOf(principal.userId, [exam.id]);
  const { opensAt, closesAt } = shownWindow(exam, own, extraTime?.factor);
  const showsItems = hasOpened(opensAt, now) && (exam.durationMinutes === null || begun !== undefined);
  const items = showsItems ? await exams.listItems(exam.id) : [];
  return {
    exam: { ...exam, opensAt, closesAt },
    items: itemsInOrderOf(exam, items, principal.userId),
    withKeys: false,
  };
};
