import type { Mark, MarkRepository } from '../attempts/ports.ts';
import type { AttemptReport } from '../attempts/report-attempt.ts';
import { markByMachine } from '../grading/mark-by-machine.ts';
import type { Grader, MarkedExamples } from '../grading/ports.ts';
import { isTeachers } from '../marking/set-teacher-mark.ts';

type Marks = MarkedExamples & Pick<MarkRepository, 'historyOf'>;

/**
 * The mark by the corrected item, which is the item of the report; undefined when the present mark stays. A
 * teacher's mark that gave way while everyone got the points becomes the mark again.
 */
export const newMarkOf = async (
  deps: { grader: Grader; marks: Marks },
  { attempt, exam, items, marks, responses }: AttemptReport,
  { itemId, now }: { itemId: string; now: Date },
): Promise<Mark | undefined> => {
  const item = items.find(({ id }) => id === itemId);
  const present = marks.get(itemId);
  if (item === undefined) return undefined;
  if (isTeachers(present) && (item.everyoneCorrect !== true || present.score === item.points))
    return undefined;
  const byTeacher = item.everyoneCorrect === true ? undefined : await replacedMarkOf(deps, present);
  if (byTeacher !== undefined) return { ...byTeacher, occasion: 'correction', markedAt: now };
  const response = responses.get(itemId)?.response ?? null;
  const mark = await markByMachine(deps, { examId: exam.id, item, response });
  if (present?.score === mark.score && present.feedback === mark.feedback) return undefined;
  return { attemptId: attempt.id, itemId, ...mark, markedBy: null, occasion: 'correction', markedAt: now };
};

/** The teacher's mark that corrections have replaced. Only a correction for everyone replaces such a mark. */
const replacedMarkOf = async (
  { marks }: { marks: Pick<MarkRepository, 'historyOf'> },
  present: Mark | undefined,
): Promise<Mark | undefined> => {
  if (present?.occasion !== 'correction') return undefined;
  const history = await marks.historyOf(present.attemptId, present.itemId);
  const replaced = history.find((mark) => mark.occasion !== 'correction' || isTeachers(mark));
  return isTeachers(replaced) ? replaced : undefined;
};
