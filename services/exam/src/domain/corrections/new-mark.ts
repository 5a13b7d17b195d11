import type { Mark } from '../attempts/ports.ts';
import type { AttemptReport } from '../attempts/report-attempt.ts';
import { markByMachine } from '../grading/mark-by-machine.ts';
import type { Grader, MarkedExamples } from '../grading/ports.ts';
import { isTeachers } from '../marking/set-teacher-mark.ts';

/** The mark by the corrected item, which is the item of the report; undefined when the present mark stays. */
export const newMarkOf = async (
  deps: { grader: Grader; marks: MarkedExamples },
  { attempt, exam, items, marks, responses }: AttemptReport,
  { itemId, now }: { itemId: string; now: Date },
): Promise<Mark | undefined> => {
  const item = items.find(({ id }) => id === itemId);
  const present = marks.get(itemId);
  if (item === undefined) return undefined;
  if (isTeachers(present) && (item.everyoneCorrect !== true || present.score === item.points))
    return undefined;
  const response = responses.get(itemId)?.response ?? null;
  const mark = await markByMachine(deps, { examId: exam.id, item, response });
  if (present?.score === mark.score && present.feedback === mark.feedback) return undefined;
  return { attemptId: attempt.id, itemId, ...mark, markedBy: null, occasion: 'correction', markedAt: now };
};
