import type { World } from '../ports.ts';
import { endBadly } from './extract-document.ts';

const everyMinutes = 10;
/** Longer than an upload may take, so that a file still being written is never taken for an orphan. */
const orphanAfterMinutes = 60;
/** Longer than all attempts of a job with their pauses: whatever has not moved since will not move by itself. */
const stalledAfterMinutes = 60;

/** The job that puts itself back: removes files of uploads that died half-way, ends documents nobody works on, and looks after the index. */
export const tidy =
  ({ unitOfWork, clock }: Pick<World, 'unitOfWork' | 'clock'>) =>
  async (): Promise<void> => {
    const now = clock.now();
    await unitOfWork.run(async (repositories) => {
      await repositories.blobs.removeOrphans(minutesBefore(now, orphanAfterMinutes));
      const stalled = await repositories.documents.listStalled(minutesBefore(now, stalledAfterMinutes));
      for (const document of stalled) await endBadly(repositories, document, 'failed', now);
      await repositories.jobs.prepareIndex();
      await repositories.jobs.tidy(minutesBefore(now, -everyMinutes));
    });
  };

const minutesBefore = (now: Date, minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
