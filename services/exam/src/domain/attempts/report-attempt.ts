import type { Attempt, ExamItem, Mark, Repositories, SavedResponse } from '../ports.ts';

/** An attempt with everything a presenter shows of it. */
export type AttemptReport = {
  readonly attempt: Attempt;
  readonly items: readonly ExamItem[];
  readonly responses: ReadonlyMap<string, SavedResponse>;
  readonly marks: ReadonlyMap<string, Mark>;
};

type Sources = Pick<Repositories, 'exams' | 'marks' | 'responses'>;

/** Reports attempts at one exam with three questions to the database, however many they are. */
export const reportAttempts = async (
  { exams, marks, responses }: Sources,
  examId: string,
  attempts: readonly Attempt[],
): Promise<AttemptReport[]> => {
  const ids = attempts.map(({ id }) => id);
  const items = await exams.listItems(examId);
  const marksOf = Map.groupBy(await marks.latestOf(ids), ({ attemptId }) => attemptId);
  const responsesOf = Map.groupBy(await responses.listOf(ids), ({ attemptId }) => attemptId);
  return attempts.map((attempt) => ({
    attempt,
    items,
    marks: byItem(marksOf.get(attempt.id) ?? []),
    responses: byItem(responsesOf.get(attempt.id) ?? []),
  }));
};

export const reportAttempt = async (sources: Sources, attempt: Attempt): Promise<AttemptReport> => {
  const [report] = await reportAttempts(sources, attempt.examId, [attempt]);
  if (report === undefined) throw new Error('one attempt has one report');
  return report;
};

const byItem = <Thing extends { readonly itemId: string }>(things: readonly Thing[]): Map<string, Thing> => {
  return new Map(things.map((thing) => [thing.itemId, thing]));
};
