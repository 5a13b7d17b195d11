import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ExamRepository, ExtraTime } from './ports.ts';

/** The limits of one teacher. The configuration of the service sets the numbers. */
export type ExamLimits = {
  readonly maxDraftsPerTeacher: number;
  readonly maxExamsPerTeacher: number;
  readonly maxItemsPerExam: number;
  readonly maxAttemptsPerExam: number;
};

/**
 * Checks that the teacher may own one more draft.
 *
 * @throws Problem `draft-limit-reached`.
 */
export const assertRoomForDraft = async (
  exams: Pick<ExamRepository, 'countOfTeacher'>,
  teacherId: string,
  { maxDraftsPerTeacher }: Pick<ExamLimits, 'maxDraftsPerTeacher'>,
): Promise<void> => {
  if ((await exams.countOfTeacher(teacherId, 'draft')) >= maxDraftsPerTeacher)
    throw new Problem('draft-limit-reached', {
      detail: `A teacher may own ${maxDraftsPerTeacher} drafts. Publish or delete one of them.`,
    });
};

/**
 * Checks that the teacher may own one more published exam.
 *
 * @throws Problem `exam-limit-reached`.
 */
export const assertRoomForExam = async (
  exams: Pick<ExamRepository, 'countOfTeacher'>,
  teacherId: string,
  { maxExamsPerTeacher }: Pick<ExamLimits, 'maxExamsPerTeacher'>,
): Promise<void> => {
  if ((await exams.countOfTeacher(teacherId, 'published')) >= maxExamsPerTeacher)
    throw new Problem('exam-limit-reached', {
      detail: `A teacher may own ${maxExamsPerTeacher} published exams.`,
    });
};

/**
 * Checks that one more student may have extra time at the exam: as many as may attempt it.
 *
 * @throws Problem `extra-time-limit-reached`.
 */
export const assertRoomForExtraTime = async (
  exams: Pick<ExamRepository, 'countOtherExtraTimes'>,
  { examId, studentId }: Pick<ExtraTime, 'examId' | 'studentId'>,
  { maxAttemptsPerExam }: Pick<ExamLimits, 'maxAttemptsPerExam'>,
): Promise<void> => {
  if ((await exams.countOtherExtraTimes(examId, studentId)) >= maxAttemptsPerExam)
    throw new Problem('extra-time-limit-reached', {
      detail: `At most ${maxAttemptsPerExam} students may have extra time at an exam.`,
    });
};

/**
 * Checks the requested number of items.
 *
 * @throws Problem `too-many-items` with the pointer.
 */
export const assertItemCount = (
  itemCount: number,
  { maxItemsPerExam }: Pick<ExamLimits, 'maxItemsPerExam'>,
  pointer: string,
): void => {
  if (itemCount > maxItemsPerExam)
    throw new Problem('too-many-items', {
      errors: [{ pointer, message: `must be at most ${maxItemsPerExam}` }],
    });
};
