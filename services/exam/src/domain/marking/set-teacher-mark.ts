import { maxTeacherMarks } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Mark, MarkOccasion } from '../attempts/ports.ts';
import type { AttemptReport } from '../attempts/report-attempt.ts';
import type { ExamItem } from '../exams/ports.ts';
import { pageReferenceOf } from '../grading/grade-response.ts';
import type { CriterionMark } from '../grading/ports.ts';
import { addMark } from './add-mark.ts';
import type { MarkingRepositories } from './ports.ts';

export type TeacherMark = {
  readonly item: ExamItem;
  readonly score: number;
  /** For long answers. */
  readonly criteria?: readonly CriterionMark[] | undefined;
  /** Default: the page of the book. */
  readonly feedback: string | undefined;
  readonly teacherId: string;
  readonly occasion: MarkOccasion;
};

/**
 * Adds a teacher's mark, as `addMark` does. A mark of a teacher is an example for other answers to a
 * short-answer item, so these are judged again. A repeated equal mark changes nothing.
 *
 * @throws Problem `mark-limit-reached`, because each mark stays and each changed result notifies the student
 * and the guardians. An appeal can always be decided.
 */
export const setTeacherMark = async (
  repositories: MarkingRepositories,
  before: AttemptReport,
  { mark: given, now }: { mark: TeacherMark; now: Date },
): Promise<AttemptReport> => {
  const { item, score, teacherId, occasion } = given;
  const mark: Mark = {
    attemptId: before.attempt.id,
    itemId: item.id,
    score,
    feedback: given.feedback || pageReferenceOf(item.source),
    markedBy: teacherId,
    machine: null,
    occasion,
    ...(given.criteria === undefined ? {} : { criteria: given.criteria }),
    markedAt: now,
  };
  const earlier = before.marks.get(item.id);
  if (isTeachers(earlier) && isSame(earlier, mark)) return before;
  if (occasion !== 'appeal') await requireRoom(repositories, mark);
  const after = await addMark(repositories, { before, mark, now });
  if (item.type === 'short_answer')
    await repositories.judgings.schedule({ examId: before.exam.id, itemId: item.id });
  return after;
};

const requireRoom = async (
  { marks }: Pick<MarkingRepositories, 'marks'>,
  { attemptId, itemId }: Mark,
): Promise<void> => {
  const history = await marks.historyOf(attemptId, itemId);
  if (history.filter(isTeachers).length >= maxTeacherMarks)
    throw new Problem('mark-limit-reached', {
      detail: `Teachers set at most ${maxTeacherMarks} marks for one answer.`,
    });
};

const isSame = (one: Mark, other: Mark): boolean =>
  one.score === other.score &&
  one.feedback === other.feedback &&
  JSON.stringify(one.criteria ?? []) === JSON.stringify(other.criteria ?? []);

/** Whether a teacher set the mark, an erased one included. No machine replaces such a mark. */
export const isTeachers = (mark: Mark | undefined): mark is Mark & { readonly markedBy: string } =>
  mark !== undefined && mark.markedBy !== null;
