import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { nextRetry } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import type { PassageIndex, Repositories } from './ports.ts';

export type RemovePassagesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'jobs'>>;
  readonly passages: Pick<PassageIndex, 'remove'>;
  readonly clock: Clock;
};

/** The job that removes a deleted document's vectors as soon as the index is available. */
export const removePassages =
  ({ unitOfWork, passages, clock }: RemovePassagesDeps) =>
  async ({ documentId, waits }: { documentId: string; waits: number }): Promise<void> => {
    try {
      await passages.remove(documentId);
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      await unitOfWork.run(({ jobs }) => jobs.removePassages(documentId, nextRetry(clock.now(), waits)));
    }
  };
