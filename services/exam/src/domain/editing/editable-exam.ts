import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { examForTeacher } from '../exams/exam-rights.ts';
import type { Exam, ExamItem } from '../exams/ports.ts';

export type EditingRepositories = Pick<AttemptRepositories, 'attempts' | 'exams'>;

export type EditableExam = { readonly exam: Exam; readonly items: readonly ExamItem[] };

/**
 * Locks an exam whose items may change: a draft, or a published exam without any attempt. From the first
 * attempt on every change is refused, because students answered these items and their marks must not change.
 * A concurrent start of an attempt waits, and then shows the changed items.
 *
 * @throws Problem `exam-not-found` for every other user, or `exam-has-attempts`.
 */
export const lockEditableExam = async (
  { attempts, exams }: EditingRepositories,
  { id, principal }: { id: string; principal: Principal },
): Promise<EditableExam> => {
  const exam = examForTeacher(await exams.lock(id), principal);
  if (await attempts.hasAtLeast(exam.id, 1))
    throw new Problem('exam-has-attempts', {
      detail:
        'Students have started this exam. Correct the key of an item, mark items by hand, or generate another exam.',
    });
  return { exam, items: await exams.listItems(exam.id) };
};

/**
 * Returns an item of the exam.
 *
 * @throws Problem `item-not-found`.
 */
export const itemOf = ({ items }: Pick<EditableExam, 'items'>, itemId: string): ExamItem => {
  const item = items.find(({ id }) => id === itemId.toLowerCase());
  if (item === undefined) throw new Problem('item-not-found');
  return item;
};
