import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { forEachAttempt } from '../attempts/batches/for-each-attempt.ts';
import { reportAttempt } from '../attempts/report-attempt.ts';
import type { ExamItem } from '../exams/ports.ts';
import { maxExamples, sharesOf, sureMarkOf } from '../grading/mark-by-machine.ts';
import type { Grader, MachineMark } from '../grading/ports.ts';
import { addMark } from './add-mark.ts';
import type { MarkingRepositories } from './ports.ts';

export type JudgeWaitingDeps = {
  readonly unitOfWork: UnitOfWork<MarkingRepositories>;
  readonly grader: Grader;
  readonly clock: Clock;
};

type Asked = { readonly examId: string; readonly itemId: string };
type MarkOf = (response: string) => MachineMark | undefined;

/**
 * Judges the answers to an item that await a teacher again, by the examples that teachers have marked since.
 * Sure verdicts become marks. Each attempt has its own transaction, which checks under its lock that the
 * answer still waits: a repeated or interrupted run leaves one mark, and a teacher's mark stays.
 *
 * @throws the first failure of an attempt after all others were judged, so that the queue retries later.
 */
export const judgeWaiting =
  (deps: JudgeWaitingDeps) =>
  async (asked: Asked, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    const { unitOfWork, grader } = deps;
    const known = await unitOfWork.run(
      async ({ exams, marks }) => {
        const item = (await exams.listItems(asked.examId)).find(({ id }) => id === asked.itemId);
        if (item?.type !== 'short_answer' || !(await marks.marksByMachine(asked.examId))) return undefined;
        return { item, examples: await marks.examplesOf(item.id, maxExamples) };
      },
      { readOnly: true },
    );
    if (known === undefined) return;
    const { item } = known;
    const judge = grader.judge(item, sharesOf(item, known.examples));
    const markOf: MarkOf = (response) => sureMarkOf(grader, judge(response));
    const failure = await forEachAttempt(
      (batch) => unitOfWork.run(({ marks }) => marks.listWaiting(asked, batch), { readOnly: true }),
      (attemptId) => markIfSure(deps, { attemptId, item, examId: asked.examId, markOf }),
      { signal },
    );
    if (failure !== undefined) throw failure.error;
  };

/** The order of the locks is that of a teacher's mark and of a release. */
const markIfSure = async (
  { unitOfWork, clock }: JudgeWaitingDeps,
  { attemptId, item, examId, markOf }: { attemptId: string; item: ExamItem; examId: string; markOf: MarkOf },
): Promise<void> =>
  unitOfWork.run(async (repositories) => {
    const exam = await repositories.exams.holdOpen(examId);
    const attempt = await repositories.attempts.lock(attemptId);
    if (exam === undefined || attempt?.status !== 'needs_review') return;
    // The teacher may have stopped the model since the run began.
    if (!(await repositories.marks.marksByMachine(examId))) return;
    const before = await reportAttempt(repositories, { exam, attempt });
    const current = before.items.find(({ id }) => id === item.id);
    // The job of a correction judges the answers by the corrected key.
    if (JSON.stringify(current) !== JSON.stringify(item)) return;
    const response = before.responses.get(item.id)?.response;
    if (before.marks.get(item.id)?.score !== null || typeof response !== 'string') return;
    const mark = markOf(response);
    if (mark === undefined) return;
    const now = clock.now();
    const full = { attemptId, itemId: item.id, ...mark, markedBy: null, occasion: 'examples' } as const;
    await addMark(repositories, { before, mark: { ...full, markedAt: now }, now });
  });
