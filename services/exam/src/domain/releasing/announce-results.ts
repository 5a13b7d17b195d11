import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { forEachAttempt } from '../attempts/batches/for-each-attempt.ts';
import type { CloseAttemptDeps, ClosingRepositories } from '../attempts/close-attempt.ts';
import { closeOverdueAttempt } from '../attempts/close-overdue-attempt.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';
import { publishGraded } from '../attempts/publish-graded.ts';
import { reportAttempt } from '../attempts/report-attempt.ts';
import { hasEnded } from '../exams/exam.ts';

type AnnouncingRepositories = ClosingRepositories & Pick<AttemptRepositories, 'deadlines'>;

export type AnnounceResultsDeps = CloseAttemptDeps & {
  readonly unitOfWork: UnitOfWork<AnnouncingRepositories>;
};

/** `availableAt` is the end of the exam for which the job was made. */
type Announcement = { readonly examId: string; readonly availableAt?: Date | undefined };

/**
 * Closes the remaining attempts of an exam that has ended, and notifies each student of a complete result
 * once. Each attempt has its own transaction, so an interrupted run continues where it stopped. Does nothing
 * for an exam that was reopened or extended: its new end has a job of its own.
 *
 * @throws Error before the end of the exam by this clock, or the first failure of an attempt after all others
 * were processed, so that the queue retries later.
 */
export const announceResults = (deps: AnnounceResultsDeps) => {
  const { unitOfWork, clock } = deps;
  return async (
    { examId, availableAt }: Announcement,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    const exam = await unitOfWork.run(({ exams }) => exams.find(examId), { readOnly: true });
    if (exam === undefined) return;
    const now = clock.now();
    if (!hasEnded(exam, now)) {
      if (availableAt !== undefined && availableAt.getTime() !== exam.endsAt?.getTime()) return;
      throw new Error('the exam has not ended yet');
    }
    const close = closeOverdueAttempt(deps);
    const failures = [
      await forEachAttempt(
        (batch) =>
          unitOfWork.run(({ attempts }) => attempts.listOverdue(examId, { ...batch, now }), {
            readOnly: true,
          }),
        (attemptId) => close({ attemptId }),
        { signal },
      ),
      await forEachAttempt(
        (batch) =>
          unitOfWork.run(({ attempts }) => attempts.listUnannounced(examId, batch), { readOnly: true }),
        (attemptId) => announceResult(deps, { examId, attemptId }),
        { signal },
      ),
    ];
    for (const failure of failures) if (failure !== undefined) throw failure.error;
  };
};

/** The order of the locks is that of a release. An exam that is open again withholds its results. */
const announceResult = async (
  { unitOfWork, clock }: AnnounceResultsDeps,
  { examId, attemptId }: { examId: string; attemptId: string },
): Promise<void> =>
  unitOfWork.run(async (repositories) => {
    const exam = await repositories.exams.holdOpen(examId);
    const attempt = await repositories.attempts.lock(attemptId);
    const now = clock.now();
    if (exam === undefined || !hasEnded(exam, now)) return;
    if (attempt?.status !== 'graded' || attempt.announcedAt !== null) return;
    const announced = { ...attempt, announcedAt: now };
    await repositories.attempts.update(announced);
    const report = await reportAttempt(repositories, { exam, attempt: announced });
    await publishGraded(repositories.outbox, { ...report, marks: [...report.marks.values()] });
  });
