import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { JobAttempt } from '../ports.ts';
import { nextRetry } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import type { PassageIndex, Repositories } from './ports.ts';

export type RemoveOrphanPassagesDeps = {
  readonly unitOfWork: UnitOfWork<{
    readonly documents: Pick<Repositories['documents'], 'listMissing'>;
    readonly jobs: Pick<Repositories['jobs'], 'removeOrphans'>;
  }>;
  readonly passages: Pick<PassageIndex, 'listDocuments' | 'remove'>;
  readonly clock: Clock;
};

/** The limits of one run. Further runs read the rest. */
const defaultRun = { passagesPerPage: 1_000, pages: 20 };

/**
 * The job that removes the passages of documents that the database does not contain, such as after the
 * database was restored from a backup. A run reads a bounded part of the index and enqueues the next run.
 *
 * A document exists before its passages. So the index is read first and the database afterwards: then a
 * document that is created meanwhile never counts as missing.
 */
export const removeOrphanPassages =
  (deps: RemoveOrphanPassagesDeps, { passagesPerPage, pages } = defaultRun) =>
  async (
    { from, waits }: { from?: string | undefined; waits: number },
    { signal }: Pick<JobAttempt, 'signal'>,
  ): Promise<void> => {
    const { unitOfWork, passages, clock } = deps;
    let place = from;
    try {
      for (let page = 0; page < pages; page += 1) {
        signal.throwIfAborted();
        const { documentIds, next } = await passages.listDocuments({ from: place, limit: passagesPerPage });
        const missing = await unitOfWork.run(({ documents }) => documents.listMissing(documentIds), {
          readOnly: true,
        });
        for (const id of missing) {
          signal.throwIfAborted();
          await passages.remove(id);
        }
        if (next === undefined) return;
        place = next;
      }
      await unitOfWork.run(({ jobs }) => jobs.removeOrphans(place));
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      await unitOfWork.run(({ jobs }) => jobs.removeOrphans(place, nextRetry(clock.now(), waits)));
    }
  };
