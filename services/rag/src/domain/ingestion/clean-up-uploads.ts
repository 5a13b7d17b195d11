import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { JobAttempt } from '../ports.ts';
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
 * index. A stop ends the run between two documents. The timetable runs the job every ten minutes.
 */
export const cleanUpUploads =
  ({ unitOfWork, clock }: CleanUpUploadsDeps) =>
  async (_data: unknown, { signal }: Pick<JobAttempt, 'signal'>): Promise<void> => {
    const now = clock.now();
    await unitOfWork.run(({ blobs }) => blobs.removeOrphans(addMinutes(now, -orphanAfterMinutes)));
    const since = addMinutes(now, -stalledAfterMinutes);
    for (const id of await unitOfWork.run((repositories) => listStalled(repositories, since))) {
      signal.throwIfAborted();
      await unitOfWork.run((repositories) => failStalled(repositories, { id, since, now }));
    }
    await unitOfWork.run(({ jobs }) => jobs.prepareIndex());
  };

/** The unfinished documents without a job. */
const listStalled = async (
  { documents, jobs }: Pick<Repositories, 'documents' | 'jobs'>,
  since: Date,
): Promise<string[]> => {
  const stalled = (await documents.listStalled(since)).map(({ id }) => id);
  const withJob = await jobs.listWithJob(stalled);
  return stalled.filter((id) => !withJob.has(id));
};

/**
 * Fails a document that no job will ever finish, such as after the queue was lost. Uploads of one owner are
 * read one after another, so the last of many may wait for hours.
 */
const failStalled = async (
  { documents, ...others }: Pick<Repositories, 'documents' | 'blobs' | 'outbox'>,
  { id, since, now }: { readonly id: string; readonly since: Date; readonly now: Date },
): Promise<void> => {
  const document = await documents.lock(id);
  // Its last job may have begun meanwhile.
  if (document === undefined || document.updatedAt >= since) return;
  await failDocument({ documents, ...others }, { id, status: 'failed', now });
};

const addMinutes = (time: Date, minutes: number): Date => new Date(time.getTime() + minutes * 60_000);
