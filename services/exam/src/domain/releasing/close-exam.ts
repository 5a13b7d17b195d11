import type { closeExam as contract } from '@ai-teacher/contracts/exam/exam-window.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { ExamWithItems } from '../exams/exam.ts';
import { type EndExamDeps, endExam } from './end-exam.ts';

/** Closes an exam now, instead of at its close. Throws as `endExam` does. */
export const closeExam =
  (deps: EndExamDeps) =>
  ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<ExamWithItems> =>
    endExam(deps, {
      id: params.id,
      principal,
      notOpenDetail: 'The exam has not opened yet.',
      store: async (exams, exam, now) => {
        const closed = { ...exam, closesAt: now };
        await exams.changeWindow(closed);
        return closed;
      },
    });
