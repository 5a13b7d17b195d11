import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { failDocument } from './fail-document.ts';
import type { Repositories } from './ports.ts';

/** Longer than an upload may take, so a file that is still being written is never removed as an orphan. */
const orphanAfterMinutes = 60;
/** Longer than all attempts of a job with their pauses, so an older document has no job any more. */
const stalledAfterMinutes = 60;

export type CleanUpUploadsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'blobs' | 'jobs' | 'outbox'>>;
  readonly clock: Clock;
};

/**
 * The job that removes files of interrupted uploads and fails stalled documents. Enqueues the check of the
 * index. The timetable runs it every ten minutes.
 */
export const cleanUpUploads =
  ({ unitOfWork, clock }: CleanUpUploadsDeps) =>
  async (): Promise<void> => {
    const now = clock.now();
    await unitOfWork.run(async (repositories) => {
      await repositories.blobs.removeOrphans(addMinutes(now, -orphanAfterMinutes));
      const stalled = await repositories.documents.listStalled(addMinutes(now, -stalledAfterMinutes));
      for (const { id } of stalled) await failDocument(repositories, { id, status: 'failed', now });
      await repositories.jobs.prepareIndex();
    });
  };

const addMinutes = (time: Date, minutes: number): Date => new Date(time.getTime() + minutes * 60_000);
