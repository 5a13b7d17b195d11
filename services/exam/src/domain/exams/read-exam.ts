import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Exam, ExamItem, World } from '../ports.ts';
import { type Actor, isTeacherOf, mayKnow } from './exam-rights.ts';

/** An exam as its reader may see it; the presenter leaves keys and sources out unless `withKeys`. */
export type ShownExam = {
  readonly exam: Exam;
  readonly items: readonly ExamItem[];
  readonly withKeys: boolean;
};

/**
 * One exam: whole for its teacher; for a student without keys, and without items as long as reading them would be an
 * advantage: before it opens, and before the student's own clock of a timed exam runs.
 */
export const readExam =
  ({ unitOfWork, clock }: World) =>
  async ({ params, principal }: { params: { id: string }; principal: Actor }): Promise<ShownExam> =>
    unitOfWork.run(
      async ({ attempts, exams }) => {
        const exam = await exams.find(params.id);
        if (exam === undefined || !mayKnow(exam, principal)) throw new Problem('exam-not-found');
        const withKeys = isTeacherOf(exam, principal);
        const hasBegun = async () => (await attempts.findOfStudent(exam.id, principal.userId)) !== undefined;
        const isOpen = exam.opensAt === null || exam.opensAt <= clock.now();
        const showsItems = withKeys || (isOpen && (exam.durationMinutes === null || (await hasBegun())));
        return { exam, items: showsItems ? await exams.listItems(exam.id) : [], withKeys };
      },
      { readOnly: true },
    );
