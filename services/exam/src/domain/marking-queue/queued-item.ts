import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { isTeacherOf } from '../exams/exam-rights.ts';
import type { Exam, ExamItem } from '../exams/ports.ts';
import type { QueueRepositories } from './ports.ts';

/**
 * Returns an item with its exam to the exam's teacher.
 *
 * @throws Problem `item-not-found` for every other user, who must not learn that the item exists.
 */
export const queuedItemOf = async (
  { exams, queue }: Pick<QueueRepositories, 'exams' | 'queue'>,
  { itemId, principal }: { itemId: string; principal: Principal },
): Promise<{ exam: Exam; item: ExamItem }> => {
  const examId = await queue.examIdOf(itemId);
  const exam = examId === undefined ? undefined : await exams.find(examId);
  if (exam === undefined || !isTeacherOf(exam, principal)) throw new Problem('item-not-found');
  const item = (await exams.listItems(exam.id)).find(({ id }) => id === itemId.toLowerCase());
  if (item === undefined) throw new Problem('item-not-found');
  return { exam, item };
};
