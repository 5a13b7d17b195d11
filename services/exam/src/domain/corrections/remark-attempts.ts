import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { forEachAttempt } from '../attempts/batches/for-each-attempt.ts';
import { erasedMarker, type Mark } from '../attempts/ports.ts';
import { reportAttempt } from '../attempts/report-attempt.ts';
import type { Grader } from '../grading/ports.ts';
import { addMark } from '../marking/add-mark.ts';
import { newMarkOf } from './new-mark.ts';
import type { Correction, CorrectionRepositories } from './ports.ts';

export type RemarkAttemptsDeps = {
  readonly unitOfWork: UnitOfWork<CorrectionRepositories>;
  readonly grader: Grader;
  readonly clock: Clock;
};

type Job = { readonly isLast: () => boolean; readonly signal: AbortSignal };

/**
 * Marks the corrected item of every closed attempt again. Each attempt has its own transaction, which also
 * stores the progress, so an interrupted run continues where it stopped. An attempt whose marking fails is
 * stored, and the attempts behind it are marked. A repetition marks only what has failed. After the last one
 * the correction is finished, and its teacher sees how many attempts retain their mark. Does nothing for an
 * erased exam.
 *
 * @throws the first failure of an attempt after all others were marked, so that the queue retries later.
 */
export const remarkAttempts = (deps: RemarkAttemptsDeps) => {
  const { unitOfWork, clock } = deps;
  return async (
    { correctionId }: { readonly correctionId: string },
    { isLast, signal }: Job,
  ): Promise<void> => {
    const correction = await unitOfWork.run(({ corrections }) => corrections.find(correctionId), {
      readOnly: true,
    });
    if (correction === undefined || correction.finishedAt !== null) return;
    const { id, examId, lastAttemptId } = correction;
    const remark = (attemptId: string): Promise<void> => remarkAttempt(deps, correction, attemptId);
    const failures = [
      await forEachAttempt(
        (batch) => unitOfWork.run(({ corrections }) => corrections.listFailed(id, batch), { readOnly: true }),
        remark,
        { signal },
      ),
      await forEachAttempt(
        (batch) => unitOfWork.run(({ attempts }) => attempts.listIdsOf(examId, batch), { readOnly: true }),
        remark,
        {
          signal,
          after: lastAttemptId ?? undefined,
          onFailure: (attemptId) =>
            unitOfWork.run(({ corrections }) => corrections.recordFailure(id, attemptId)),
        },
      ),
    ];
    const failure = failures.find((each) => each !== undefined);
    if (failure === undefined || isLast())
      await unitOfWork.run(({ corrections }) => corrections.finish(id, clock.now()));
    if (failure !== undefined) throw failure.error;
  };
};

/** The order of the locks is that of a teacher's mark and of a release. */
const remarkAttempt = async (
  { unitOfWork, grader, clock }: RemarkAttemptsDeps,
  { id, examId, itemId }: Correction,
  attemptId: string,
): Promise<void> =>
  unitOfWork.run(async (repositories) => {
    const { attempts, corrections, exams } = repositories;
    const exam = await exams.holdOpen(examId);
    const attempt = await attempts.lock(attemptId);
    if (exam === undefined || attempt === undefined) return;
    const now = clock.now();
    let changed = false;
    if (attempt.status !== 'in_progress') {
      const before = await reportAttempt(repositories, { exam, attempt });
      const mark = await newMarkOf({ grader, marks: repositories.marks }, before, { itemId, now });
      changed = mark !== undefined && mark.score !== before.marks.get(itemId)?.score;
      if (mark !== undefined)
        await addMark(repositories, { before, mark: await withoutErased(repositories, mark), now });
    }
    await corrections.advance(id, { id: attemptId, changed });
  });

/**
 * A teacher's mark that becomes the mark again may have been read before its teacher was erased. The teacher
 * is known only under the lock of the attempt, for which no erasure of a teacher waits.
 */
const withoutErased = async (
  { people }: Pick<CorrectionRepositories, 'people'>,
  mark: Mark,
): Promise<Mark> =>
  mark.markedBy === null || (await people.hold([mark.markedBy])) ? mark : { ...mark, markedBy: erasedMarker };
