import type { startAttempt as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { assignedTo } from '../exams/audience.ts';
import { hasEnded, hasOpened, resultsAvailableAt } from '../exams/exam.ts';
import { isPublishedFor, requireAccount } from '../exams/exam-rights.ts';
import { deadlineOf, type Window, windowOfStudent } from '../exams/exam-times.ts';
import { itemsInOrderOf } from '../exams/item-order.ts';
import type { ExamLimits } from '../exams/limits.ts';
import type { Assignment, Exam, ExamItem } from '../exams/ports.ts';
import { isOverdue } from './attempt.ts';
import type { Attempt, AttemptRepositories } from './ports.ts';

export type StartAttemptDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<AttemptRepositories, 'announcements' | 'attempts' | 'deadlines' | 'exams' | 'people' | 'standings'>
  >;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  readonly limits: Pick<ExamLimits, 'maxAttemptsPerExam'>;
};

/** An attempt in progress with the items in the order of its student. */
export type StartedAttempt = {
  readonly attempt: Attempt;
  readonly items: readonly ExamItem[];
  readonly resultsAvailableAt: Date | null;
};

/**
 * Starts the student's only attempt at an exam that is assigned to the student today and open, or returns the
 * attempt that is in progress, also after the student has left the class. A concurrent release of the results
 * waits, so that it ends this attempt as well.
 *
 * A student whose extra time lasts longer than the exam moves its end, so that results wait for the attempt.
 * This needs the lock of the exam. Other students never wait for each other, so the exam is locked only after
 * a first transaction has found the need and was rolled back.
 */
export const startAttempt =
  (deps: StartAttemptDeps) =>
  async (input: StartInput): Promise<StartedAttempt> =>
    start(deps, input, 'holdOpen').catch((error: unknown) => {
      if (error instanceof EndMustMove) return start(deps, input, 'lock');
      throw error;
    });

/** The end of the exam must move, which needs the lock. */
class EndMustMove extends Error {
  override readonly name = 'EndMustMove';
}

/** @throws EndMustMove without the lock. */
const start = (
  { unitOfWork, clock, identifiers, limits }: StartAttemptDeps,
  { params, principal }: StartInput,
  hold: 'holdOpen' | 'lock',
): Promise<StartedAttempt> =>
  unitOfWork.run(async (repositories) => {
    const { attempts, deadlines, exams, standings } = repositories;
    await requireAccount(repositories, principal);
    const exam = await exams[hold](params.id);
    if (exam === undefined || !isPublishedFor(exam, principal)) throw new Problem('exam-not-found');
    const now = clock.now();
    const studentId = principal.userId;
    const earlier = await attempts.findOfStudent(exam.id, studentId);
    if (earlier === undefined) {
      const { memberOf } = await standings.of(principal);
      const own = assignedTo(memberOf, await exams.listAssignments(exam.id));
      const [extraTime] = await exams.listExtraTimesOf(studentId, [exam.id]);
      const extraTimeFactor = extraTime?.factor;
      const attempt = newAttempt({ exam, own, extraTimeFactor, studentId, id: identifiers.uuid(), now });
      if (await attempts.hasAtLeast(exam.id, limits.maxAttemptsPerExam))
        throw new Problem('attempt-limit-reached');
      if (outlasts(attempt, exam)) {
        if (hold === 'holdOpen') throw new EndMustMove();
        await moveEnd(repositories, { ...exam, endsAt: attempt.deadlineAt });
      }
      const isNew = await attempts.insertIfAbsent(attempt);
      if (isNew && attempt.deadlineAt !== null)
        await deadlines.schedule({ ...attempt, deadlineAt: attempt.deadlineAt });
    }
    const attempt = earlier ?? (await attempts.findOfStudent(exam.id, studentId));
    if (attempt === undefined) throw new Problem('exam-not-found');
    if (attempt.status !== 'in_progress' || isOverdue(attempt, now))
      throw new Problem('attempt-already-submitted');
    const items = itemsInOrderOf(exam, await exams.listItems(exam.id), studentId);
    const endsAt = outlasts(attempt, exam) ? attempt.deadlineAt : exam.endsAt;
    return { attempt, items, resultsAvailableAt: resultsAvailableAt({ ...exam, endsAt }) };
  });

const outlasts = ({ deadlineAt }: Attempt, { endsAt }: Exam): boolean =>
  deadlineAt !== null && endsAt !== null && deadlineAt > endsAt;

const moveEnd = async (
  { announcements, exams }: Pick<AttemptRepositories, 'announcements' | 'exams'>,
  exam: Exam,
): Promise<void> => {
  await exams.changeWindow(exam);
  if (exam.endsAt !== null) await announcements.schedule({ examId: exam.id, availableAt: exam.endsAt });
};

type StartInput = Pick<Input<typeof contract>, 'params' | 'principal'>;

type NewAttempt = {
  readonly exam: Exam;
  readonly own: readonly Assignment[];
  readonly extraTimeFactor: number | undefined;
  readonly studentId: string;
  readonly id: string;
  readonly now: Date;
};

const newAttempt = ({ exam, own, extraTimeFactor, studentId, id, now }: NewAttempt): Attempt => {
  const window = windowOfStudent(exam, own, extraTimeFactor);
  if (window === undefined) throw new Problem('exam-not-found');
  if (!hasOpened(window.opensAt, now) || isOver(window.closesAt, now) || hasEnded(exam, now))
    throw new Problem('exam-not-open', { detail: windowText(exam, window) });
  return {
    id,
    examId: exam.id,
    institutionId: exam.institutionId,
    studentId,
    status: 'in_progress',
    startedAt: now,
    audience: own.map(({ audience }) => audience),
    deadlineAt: deadlineOf(exam, window, { startedAt: now, extraTimeFactor }),
    submittedAt: null,
    closedBy: null,
    announcedAt: null,
  };
};

const isOver = (closesAt: Date | null, now: Date): boolean => closesAt !== null && closesAt <= now;

const windowText = ({ releasedAt }: Exam, { opensAt, closesAt }: Window): string => {
  if (releasedAt !== null) return 'The exam ended when its results were released.';
  const from = opensAt === null ? '' : ` from ${opensAt.toISOString()}`;
  const until = closesAt === null ? '' : ` until ${closesAt.toISOString()}`;
  return `The exam is open${from}${until}.`;
};
