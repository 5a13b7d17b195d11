import { IndexUnavailable } from './index-unavailable.ts';
import type { World } from './ports.ts';
import { waitForIndex } from './wait-for-index.ts';

/**
 * The job of every start: makes the index when there is none, and then fills it again from the database, which alone
 * holds the truth. So an empty or lost Qdrant heals by itself.
 */
export const prepareIndex =
  ({ unitOfWork, passages, clock }: Pick<World, 'unitOfWork' | 'passages' | 'clock'>) =>
  async ({ waits }: { waits: number }): Promise<void> => {
    try {
      if (!(await passages.prepare())) return;
      await unitOfWork.run(async ({ documents, jobs }) => {
        for (const id of await documents.listReadyIds()) await jobs.index(id);
      });
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      await unitOfWork.run(({ jobs }) => jobs.prepareIndex(waitForIndex(clock.now(), waits)));
    }
  };
