import type { Exam, ExamItem } from '../exams/ports.ts';
import type { Attempt, AttemptRepositories, Mark, SavedResponse } from './ports.ts';

/** An attempt with its exam, items, responses and marks. `responses` and `marks` are keyed by item id. */
export type AttemptReport = {
  readonly attempt: Attempt;
  readonly exam: Exam;
  readonly items: readonly ExamItem[];
  readonly responses: ReadonlyMap<string, SavedResponse>;
  readonly marks: ReadonlyMap<string, Mark>;
};

export type ReportRepositories = Pick<AttemptRepositories, 'exams' | 'marks' | 'responses'>;

/** Reports any number of attempts at one exam with three database queries. */
export const reportAttempts = async (
  { exams, marks, responses }: ReportRepositories,
  { exam, attempts }: { exam: Exam; attempts: readonly Attempt[] },
): Promise<AttemptReport[]> => {
  const ids = attempts.map(({ id }) => id);
  const items = await exams.listItems(exam.id);
  const marksOf = Map.groupBy(await marks.latestOf(ids), ({ attemptId }) => attemptId);
  const responsesOf = Map.groupBy(await responses.listOf(ids), ({ attemptId }) => attemptId);
  return attempts.map((attempt) => ({
    attempt,
    exam,
    items,
    marks: byItem(marksOf.get(attempt.id) ?? []),
    responses: byItem(responsesOf.get(attempt.id) ?? []),
  }));
};

export const reportAttempt = async (
  repositories: ReportRepositories,
  { exam, attempt }: { exam: Exam; attempt: Attempt },
): Promise<AttemptReport> => {
  const [report] = await reportAttempts(repositories, { exam, attempts: [attempt] });
  if (report === undefined) throw new Error('one attempt must give one report');
  return report;
};

const byItem = <Thing extends { readonly itemId: string }>(things: readonly Thing[]): Map<string, Thing> =>
  new Map(things.map((thing) => [thing.itemId, thing]));
