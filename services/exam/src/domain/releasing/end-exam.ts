import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { type ExamWithItems, forTeacher, hasEnded, hasOpened } from '../exams/exam.ts';
import { publishedExamForTeacher } from '../exams/exam-rights.ts';
import { firstOpening } from '../exams/exam-times.ts';
import type { Exam } from '../exams/ports.ts';

type EndingRepositories = Pick<AttemptRepositories, 'announcements' | 'attempts' | 'exams'>;

export type EndExamDeps = {
  readonly unitOfWork: UnitOfWork<EndingRepositories>;
  readonly clock: Clock;
};

type Ending = {
  readonly id: string;
  readonly principal: Principal;
  readonly notOpenDetail: string;
  /** Stores the end of the exam, which is the end for all its classes, and returns the exam with it. */
  readonly store: (exams: EndingRepositories['exams'], exam: Exam, now: Date) => Promise<Exam>;
};

/**
 * Ends an open exam now. No attempt starts afterwards, and a job closes the attempts in progress with the
 * responses saved so far and announces the results. Changes nothing for an exam that has ended.
 *
 * @throws Problem `exam-not-found`, `exam-not-published`, or `exam-not-open` before it opens for any class.
 */
export const endExam = (
  { unitOfWork, clock }: EndExamDeps,
  { id, principal, notOpenDetail, store }: Ending,
): Promise<ExamWithItems> =>
  unitOfWork.run(async ({ announcements, attempts, exams }) => {
    const exam = publishedExamForTeacher(await exams.lock(id), principal);
    const now = clock.now();
    const opensAt = firstOpening(exam, await exams.listAssignments(exam.id));
    if (!hasOpened(opensAt, now)) throw new Problem('exam-not-open', { detail: notOpenDetail });
    if (hasEnded(exam, now)) return forTeacher(exams, exam);
    const ended = await store(exams, exam, now);
    await attempts.endOpen(exam.id, now);
    await announcements.schedule({ examId: exam.id, availableAt: now });
    return forTeacher(exams, ended);
  });
