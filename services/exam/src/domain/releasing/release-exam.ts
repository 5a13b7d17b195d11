import type { releaseExam as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { ExamWithItems } from '../exams/exam.ts';
import { type EndExamDeps, endExam } from './end-exam.ts';

/**
 * Releases the results of an exam before it closes. The release ends the exam, because results contain the
 * answers. Throws as `endExam` does.
 */
export const releaseExam =
  (deps: EndExamDeps) =>
  ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<ExamWithItems> =>
    endExam(deps, {
      id: params.id,
      principal,
      notOpenDetail: 'The exam has not opened yet, so it has no results.',
      store: async (exams, exam, now) => {
        await exams.release({ id: exam.id, releasedAt: now });
        return { ...exam, releasedAt: now };
      },
    });
