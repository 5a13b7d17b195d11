import type { giveExtraTime as contract } from '@ai-teacher/contracts/exam/assignments.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { taughtClasses } from '../exams/audience.ts';
import { hasEnded } from '../exams/exam.ts';
import { isTeacherOf, requireAccount } from '../exams/exam-rights.ts';
import { assertRoomForExtraTime, type ExamLimits } from '../exams/limits.ts';
import type { Assignment, Exam, ExtraTime } from '../exams/ports.ts';
import { type RetimingRepositories, retimeExam } from './retime-exam.ts';

type ExtraTimeRepositories = RetimingRepositories &
  Pick<AttemptRepositories, 'people' | 'standings' | 'students'>;

export type GiveExtraTimeDeps = {
  readonly unitOfWork: UnitOfWork<ExtraTimeRepositories>;
  readonly clock: Clock;
  readonly limits: Pick<ExamLimits, 'maxAttemptsPerExam'>;
};

type GiveExtraTimeInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Gives a student extra time at an exam. An attempt in progress gets the additional time, and never loses
 * time. The results wait until the student has finished.
 *
 * @throws Problem `exam-not-found` for everybody but the exam's teacher and the teachers of a class to
 * which it is assigned, `exam-not-published`, `exam-ended`, `extra-time-limit-reached`, or `person-not-found`
 * when the exam is not for the student.
 */
export const giveExtraTime =
  ({ unitOfWork, clock, limits }: GiveExtraTimeDeps) =>
  ({ params, body, principal }: GiveExtraTimeInput): Promise<ExtraTime> =>
    unitOfWork.run(async (repositories) => {
      const { exams, people } = repositories;
      await requireAccount(repositories, principal);
      const studentId = params.studentId.toLowerCase();
      const isPresent = await people.hold([studentId]);
      const exam = await exams.lock(params.id);
      const assignments = exam === undefined ? [] : await exams.listAssignments(exam.id);
      const found = await requireMayGive(repositories, { exam, assignments, principal, studentId });
      if (!isPresent) throw new Problem('person-not-found');
      const now = clock.now();
      if (hasEnded(found, now)) throw new Problem('exam-ended');
      const extraTime: ExtraTime = { examId: found.id, studentId, factor: body.factor };
      await assertRoomForExtraTime(exams, extraTime, limits);
      await exams.giveExtraTime(extraTime, { givenBy: principal.userId, givenAt: now });
      await retimeExam(repositories, { exam: found, assignments, now });
      return extraTime;
    });

type Request = {
  readonly exam: Exam | undefined;
  readonly assignments: readonly Assignment[];
  readonly principal: Principal;
  readonly studentId: string;
};

const requireMayGive = async (
  { standings, students }: Pick<ExtraTimeRepositories, 'standings' | 'students'>,
  { exam, assignments, principal, studentId }: Request,
): Promise<Exam> => {
  if (exam === undefined || exam.institutionId !== principal.institutionId)
    throw new Problem('exam-not-found');
  const isOwn = isTeacherOf(exam, principal);
  const keys = assignments.map(({ audience }) => audience);
  const audience = isOwn ? keys : taughtClasses(await standings.of(principal), assignments);
  if (!isOwn && audience.length === 0) throw new Problem('exam-not-found');
  if (exam.status !== 'published') throw new Problem('exam-not-published');
  const isForAll = audience.some((key) => key.startsWith('institution:'));
  const known = isForAll ? [studentId] : await students.of(exam.institutionId, audience);
  if (!known.includes(studentId)) throw new Problem('person-not-found');
  return exam;
};
