import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import { maxScoreOf } from '../exams/exam.ts';
import type { Exam, ExamItem } from '../exams/ports.ts';
import { totalScoreOf } from './attempt.ts';
import type { Attempt, Mark } from './ports.ts';

export type GradedAttempt = {
  readonly attempt: Attempt;
  readonly exam: Exam;
  readonly items: readonly ExamItem[];
  readonly marks: readonly Pick<Mark, 'score'>[];
};

/**
 * Publishes `attempt.graded`, which notifies the student of the score. The caller must have checked that the
 * exam has ended: before, the score and even the fact that rules graded every item reveal answers.
 */
export const publishGraded = async (
  outbox: Outbox,
  { attempt, exam, items, marks }: GradedAttempt,
): Promise<void> => {
  await outbox.publish({
    type: 'attempt.graded',
    institutionId: attempt.institutionId,
    subject: attempt.id,
    data: {
      attemptId: attempt.id,
      examId: exam.id,
      studentId: attempt.studentId,
      title: exam.title,
      score: totalScoreOf(marks),
      maxScore: maxScoreOf(items),
    },
  });
};
