import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { nextRetry } from '../indexing/index-retry.ts';
import { IndexUnavailable } from '../indexing/index-unavailable.ts';
import { createSpace } from './embed-document.ts';
import type { Meaning, VectorCount, VectorWork } from './ports.ts';

/** Documents that one run enqueues. */
const documentsPerRun = 500;
/** While the count of embedded documents moves, the job looks again after this time. */
const pauseMilliseconds = 2_000;

export type BuildVectorsDeps = {
  readonly unitOfWork: VectorWork;
  readonly clock: Clock;
  readonly meaning: Meaning | undefined;
  /** Called when the count has changed, and when searches begin to use the space. */
  readonly onProgress: (
    progress: VectorCount & { readonly spaceId: string; readonly active: boolean },
  ) => void;
};

/**
 * The job that builds the space of the configured model beside the one in use. It enqueues documents without
 * vectors. As soon as every ready document has vectors, searches use the space. Documents that are added
 * later are found by their words until they have vectors. While nothing moves, the job only counts, ever more
 * seldom, so that a slow model delays the switch by 20 seconds at most. The timetable enqueues again.
 */
export const buildVectors =
  (deps: BuildVectorsDeps) =>
  async ({ embedded: before, waits }: { embedded?: number | undefined; waits: number }): Promise<void> => {
    const { unitOfWork, clock, meaning, onProgress } = deps;
    if (meaning === undefined) return;
    const { spaceId, space } = meaning;
    try {
      await createSpace({ unitOfWork, meaning });
      const count = await unitOfWork.run(({ documents }) => documents.countVectors(spaceId), {
        readOnly: true,
      });
      const isComplete = count.embedded === count.total;
      const activated = isComplete && (await space.activate());
      if (count.embedded !== before || activated) onProgress({ ...count, spaceId, active: isComplete });
      if (isComplete) return;
      const { embedded } = count;
      if (embedded === before) {
        const retry = nextRetry(clock.now(), waits);
        await unitOfWork.run(({ jobs }) => jobs.buildVectors({ embedded, retry }));
        return;
      }
      await unitOfWork.run(async ({ documents, jobs }) => {
        for (const id of await documents.listWithoutVectors(spaceId, documentsPerRun)) await jobs.embed(id);
        const runAt = new Date(clock.now().getTime() + pauseMilliseconds);
        await jobs.buildVectors({ embedded, retry: { waits: 0, runAt } });
      });
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      const retry = nextRetry(clock.now(), waits);
      await unitOfWork.run(({ jobs }) => jobs.buildVectors({ retry }));
    }
  };
