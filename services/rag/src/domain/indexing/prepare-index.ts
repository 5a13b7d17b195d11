import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { nextRetry } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import type { PassageIndex, Repositories } from './ports.ts';

export type EnsureIndexDeps = {
  readonly unitOfWork: UnitOfWork<{
    readonly documents: Pick<Repositories['documents'], 'listReadyIds'>;
    readonly jobs: Pick<Repositories['jobs'], 'indexAgain' | 'prepareIndex'>;
  }>;
  readonly passages: Pick<PassageIndex, 'prepare'>;
};

/**
 * Creates a missing index and enqueues every ready document. The database is the source of truth, so an empty
 * or lost Qdrant recovers without intervention.
 */
export const ensureIndex = async ({ unitOfWork, passages }: EnsureIndexDeps): Promise<void> => {
  if (!(await passages.prepare())) return;
  await unitOfWork.run(async ({ documents, jobs }) => {
    for (const id of await documents.listReadyIds()) await jobs.indexAgain(id);
  });
};

export type PrepareIndexDeps = EnsureIndexDeps & { readonly clock: Clock };

/** The job that ensures the index at every start and at every clean-up of uploads. */
export const prepareIndex =
  (deps: PrepareIndexDeps) =>
  async ({ waits }: { waits: number }): Promise<void> => {
    try {
      await ensureIndex(deps);
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      const retry = nextRetry(deps.clock.now(), waits);
      await deps.unitOfWork.run(({ jobs }) => jobs.prepareIndex(retry));
    }
  };
