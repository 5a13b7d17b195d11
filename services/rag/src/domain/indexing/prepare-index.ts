import type { World } from '../ports.ts';
import { waitForIndex } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';

/**
 * Makes the index when there is none, and then has it filled again from the database, which alone holds the truth. So
 * an empty or lost Qdrant heals by itself.
 */
export const ensureIndex = async ({
  unitOfWork,
  passages,
}: Pick<World, 'unitOfWork' | 'passages'>): Promise<void> => {
  if (!(await passages.prepare())) return;
  await unitOfWork.run(async ({ documents, jobs }) => {
    for (const id of await documents.listReadyIds()) await jobs.index(id);
  });
};

/** The job of every start, and of every now and then. */
export const prepareIndex =
  (world: Pick<World, 'unitOfWork' | 'passages' | 'clock'>) =>
  async ({ waits }: { waits: number }): Promise<void> => {
    try {
      await ensureIndex(world);
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      const again = waitForIndex(world.clock.now(), waits);
      await world.unitOfWork.run(({ jobs }) => jobs.prepareIndex(again));
    }
  };
