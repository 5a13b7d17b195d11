import { hasEnded, maxScoreOf, resultsAvailableAt } from '../exams/exam.ts';
import { itemsInOrderOf } from '../exams/item-order.ts';
import type { ExamItem } from '../exams/ports.ts';
import { type MarkedCriterion, markedCriteriaOf } from '../grading/long-answer/criterion-marks.ts';
import type { MachineMarker } from '../grading/ports.ts';
import type { ItemKey, ItemSource } from '../item-writing/drafts/item-draft.ts';
import { totalScoreOf } from './attempt.ts';
import type { Attempt, Mark } from './ports.ts';
import type { AttemptReport } from './report-attempt.ts';

/** One item of an attempt as a reader may see it. Null stands for what is withheld or does not exist yet. */
export type ItemResult = {
  readonly itemId: string;
  readonly score: number | null;
  readonly maxScore: number;
  readonly feedback: string | null;
  /** The source of the score; null without a score. */
  readonly markedBy: Marker | null;
  readonly response: ItemKey | null;
  /** For long answers. */
  readonly criteria?: readonly MarkedCriterion[] | null;
  readonly source: ItemSource | null;
};

export type Marker = Omit<MachineMarker, 'kind' | 'version'> & {
  readonly kind: MachineMarker['kind'] | 'teacher';
  readonly version: string | null;
};

/** The source of a mark; null while a teacher must decide. */
export const markerOf = (mark: Pick<Mark, 'score' | 'markedBy' | 'machine'> | undefined): Marker | null => {
  if (mark === undefined || mark.score === null) return null;
  if (mark.markedBy !== null) return { kind: 'teacher', version: null, confidence: null };
  return mark.machine ?? { kind: 'rule', version: null, confidence: null };
};

/** An attempt as a reader may see it. */
export type AttemptResult = {
  readonly attempt: Attempt;
  readonly score: number | null;
  readonly maxScore: number;
  readonly resultsAvailable: boolean;
  readonly resultsAvailableAt: Date | null;
  readonly items: readonly ItemResult[];
};

/** The result for the exam's teacher, in the teacher's order of items. */
export const resultForTeacher = (report: AttemptReport, now: Date): AttemptResult => {
  const { attempt, exam, items, marks } = report;
  const isOpen = attempt.status === 'in_progress';
  return {
    attempt,
    score: isOpen ? null : totalScoreOf([...marks.values()]),
    maxScore: maxScoreOf(items),
    resultsAvailable: hasEnded(exam, now),
    resultsAvailableAt: resultsAvailableAt(exam),
    items: items.map((item) => itemResultOf(report, item)),
  };
};

const itemResultOf = ({ attempt, marks, responses }: AttemptReport, item: ExamItem): ItemResult => {
  const mark = marks.get(item.id);
  const isOpen = attempt.status === 'in_progress';
  const criteria = markedCriteriaOf(item, mark);
  return {
    itemId: item.id,
    score: mark?.score ?? null,
    maxScore: item.points,
    feedback: mark?.feedback ?? null,
    markedBy: markerOf(mark),
    response: responses.get(item.id)?.response ?? null,
    source: isOpen ? null : item.source,
    ...(criteria === undefined ? {} : { criteria: isOpen ? null : criteria }),
  };
};

/**
 * The result for the student, in the student's order of items. Until the exam has ended, the student sees
 * neither scores, feedback and sources nor whether a teacher must review the attempt. A total or `graded`
 * would let an account that answers a single item learn whether the answer is correct.
 */
export const resultForStudent = (report: AttemptReport, now: Date): AttemptResult => {
  const { attempt, exam, items } = report;
  const result = resultForTeacher({ ...report, items: itemsInOrderOf(exam, items, attempt.studentId) }, now);
  return result.resultsAvailable ? result : withheld(result);
};

/**
 * The result for a teacher of the student's class. The exam belongs to another teacher, so the result is
 * withheld as from the student until the exam has ended, and so are the responses.
 */
export const resultForClassTeacher = (report: AttemptReport, now: Date): AttemptResult => {
  const result = resultForTeacher(report, now);
  if (result.resultsAvailable) return result;
  const { items, ...rest } = withheld(result);
  return { ...rest, items: items.map((item) => ({ ...item, response: null })) };
};

const withheld = (result: AttemptResult): AttemptResult => ({
  ...result,
  attempt: {
    ...result.attempt,
    status: result.attempt.status === 'in_progress' ? 'in_progress' : 'needs_review',
  },
  score: null,
  items: result.items.map((item) => ({
    ...item,
    score: null,
    feedback: null,
    markedBy: null,
    source: null,
    ...(item.criteria === undefined ? {} : { criteria: null }),
  })),
});
