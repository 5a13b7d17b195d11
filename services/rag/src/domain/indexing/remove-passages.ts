import type { World } from '../ports.ts';
import { waitForIndex } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';

/** The job that removes a deleted document's vectors, as soon as the index is there. */
export const forgetDocument =
  ({ unitOfWork, passages, clock }: Pick<World, 'unitOfWork' | 'passages' | 'clock'>) =>
  async ({ documentId, waits }: { documentId: string; waits: number }): Promise<void> => {
    try {
      await passages.forget(documentId);
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      await unitOfWork.run(({ jobs }) => jobs.forget(documentId, waitForIndex(clock.now(), waits)));
    }
  };
