import type { extendExam as contract } from '@ai-teacher/contracts/exam/exam-window.ts';
import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type RetimingRepositories, retimeExam } from '../assigning/retime-exam.ts';
import { type ExamWithItems, forTeacher, hasEnded } from '../exams/exam.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';
import type { Exam } from '../exams/ports.ts';

export type ExtendExamDeps = {
  readonly unitOfWork: UnitOfWork<RetimingRepositories>;
  readonly clock: Clock;
};

type ExtendExamInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Gives an exam a later close or its students more minutes. A class with a close of its own keeps it.
 * Attempts in progress before their deadline get the new deadline. The job of the old deadline waits for
 * the new one.
 *
 * @throws Problem `exam-not-found`, `exam-not-published`, `exam-ended`, or `input-invalid` for a change that
 * would take time from a student.
 */
export const extendExam =
  ({ unitOfWork, clock }: ExtendExamDeps) =>
  async ({ params, body, principal }: ExtendExamInput): Promise<ExamWithItems> =>
    unitOfWork.run(async (repositories) => {
      const { exams } = repositories;
      const exam = publishedExamForTeacher(await exams.lock(params.id), principal);
      const now = clock.now();
      if (hasEnded(exam, now)) throw new Problem('exam-ended', { detail: 'Reopen the exam instead.' });
      const assignments = await exams.listAssignments(exam.id);
      const extended = { ...exam, ...laterWindow(exam, body) };
      return forTeacher(exams, await retimeExam(repositories, { exam: extended, assignments, now }));
    });

const laterWindow = (
  exam: Exam,
  body: ExtendExamInput['body'],
): Pick<Exam, 'closesAt' | 'durationMinutes'> => {
  const closesAt = body.closesAt === undefined ? exam.closesAt : new Date(body.closesAt);
  const durationMinutes = body.durationMinutes ?? exam.durationMinutes;
  const errors: InputFault[] = [];
  if (body.closesAt === undefined && body.durationMinutes === undefined)
    errors.push({ pointer: '', message: 'must contain closesAt or durationMinutes' });
  if (body.closesAt !== undefined && !isMore(closesAt?.getTime(), exam.closesAt?.getTime()))
    errors.push({ pointer: '/closesAt', message: 'must be later than the present close of the exam' });
  if (body.durationMinutes !== undefined && !isMore(body.durationMinutes, exam.durationMinutes))
    errors.push({ pointer: '/durationMinutes', message: 'must be more than the present number of minutes' });
  if (errors.length > 0) throw new Problem('input-invalid', { errors });
  return { closesAt, durationMinutes };
};

/** Without a limit there is nothing to extend: a first limit would take time from students. */
const isMore = (given: number | undefined, present: number | null | undefined): boolean =>
  given !== undefined && typeof present === 'number' && given > present;
