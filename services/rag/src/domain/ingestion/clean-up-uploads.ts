import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { isFinal } from '../document.ts';
import { failDocument } from './fail-document.ts';
import type { Repositories } from './ports.ts';

/** Longer than an upload may take, so a file that is still being written is never removed as an orphan. */
const orphanAfterMinutes = 60;
/** Longer than a job needs between two signs of life. A document may wait for its job much longer. */
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
      await failStalled(repositories, now);
      await repositories.jobs.prepareIndex();
    });
  };

/**
 * Fails the documents that no job will ever finish, such as after the queue was lost. Uploads of one owner
 * are read one after another, so the last of many may wait for hours.
 */
const failStalled = async (
  { documents, jobs, ...others }: Pick<Repositories, 'documents' | 'blobs' | 'jobs' | 'outbox'>,
  now: Date,
): Promise<void> => {
  const since = addMinutes(now, -stalledAfterMinutes);
  const stalled = (await documents.listStalled(since)).map(({ id }) => id);
  const withJob = await jobs.listWithJob(stalled);
  for (const id of stalled) {
    if (withJob.has(id)) continue;
    const document = await documents.lock(id);
    // Its last job may have ended meanwhile.
    if (document === undefined || isFinal(document) || document.updatedAt >= since) continue;
    await failDocument({ documents, ...others }, { id, status: 'failed', now });
  }
};

const addMinutes = (time: Date, minutes: number): Date => new Date(time.getTime() + minutes * 60_000);
