import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { forEachId } from '@ai-teacher/service-kit/domain/for-each-id.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
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

/**
 * Marks the corrected item of every closed attempt again. Each attempt has its own transaction, which also
 * stores the progress, so an interrupted run continues where it stopped. Does nothing for an erased exam.
 */
export const remarkAttempts = (deps: RemarkAttemptsDeps) => {
  const { unitOfWork, clock } = deps;
  return async ({ correctionId }: { readonly correctionId: string }): Promise<void> => {
    const correction = await unitOfWork.run(({ corrections }) => corrections.find(correctionId), {
      readOnly: true,
    });
    if (correction === undefined || correction.finishedAt !== null) return;
    await forEachId(
      (batch) =>
        unitOfWork.run(({ attempts }) => attempts.listIdsOf(correction.examId, batch), { readOnly: true }),
      (attemptId) => remarkAttempt(deps, correction, attemptId),
      correction.lastAttemptId ?? undefined,
    );
    await unitOfWork.run(({ corrections }) => corrections.finish(correction.id, clock.now()));
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
