import type { closeExam as contract } from '@ai-teacher/contracts/exam/exam-window.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { ExamWithItems } from '../exams/exam.ts';
import { withoutOwnClose } from '../exams/exam-times.ts';
import { type EndExamDeps, endExam } from './end-exam.ts';

/** Closes an exam now for all its classes, instead of at their close. Throws as `endExam` does. */
export const closeExam =
  (deps: EndExamDeps) =>
  ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<ExamWithItems> =>
    endExam(deps, {
      id: params.id,
      principal,
      notOpenDetail: 'The exam has not opened yet.',
      store: async (exams, exam, now) => {
        const closed = { ...exam, closesAt: now, endsAt: now };
        await exams.assign(exam.id, withoutOwnClose(await exams.listAssignments(exam.id)));
        await exams.changeWindow(closed);
        return closed;
      },
    });
