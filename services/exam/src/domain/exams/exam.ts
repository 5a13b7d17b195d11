import type { Assignment, Exam, ExamItem, ExamRepository, LostSource } from './ports.ts';

export type ExamWithItems = {
  readonly exam: Exam;
  readonly items: readonly ExamItem[];
  /** For the exam's teacher only. */
  readonly lostSources?: readonly LostSource[];
  /** For the exam's teacher only. */
  readonly assignments?: readonly Assignment[];
};

/** The exam as its teacher sees it. */
export const forTeacher = async (
  exams: Pick<ExamRepository, 'listAssignments' | 'listItems' | 'listLostSources'>,
  exam: Exam,
): Promise<ExamWithItems> => ({
  exam,
  items: await exams.listItems(exam.id),
  lostSources: await exams.listLostSources([exam.id]),
  assignments: await exams.listAssignments(exam.id),
});

export const hasOpened = (opensAt: Date | null, now: Date): boolean => opensAt === null || opensAt <= now;

type End = Pick<Exam, 'endsAt' | 'releasedAt'>;

/**
 * Whether the exam has ended: it has closed for its last student, or its teacher has released the results.
 * From the end on no student answers it and its results are available. Results are never available earlier,
 * because they contain the answers of students who have not finished.
 */
export const hasEnded = ({ endsAt, releasedAt }: End, now: Date): boolean =>
  releasedAt !== null || (endsAt !== null && endsAt <= now);

/** When the results are available. Null while only a release by the teacher can decide. */
export const resultsAvailableAt = ({ endsAt, releasedAt }: End): Date | null => releasedAt ?? endsAt;

export const maxScoreOf = (items: readonly Pick<ExamItem, 'points'>[]): number =>
  items.reduce((sum, { points }) => sum + points, 0);
