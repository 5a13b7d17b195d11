import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { nextRetry } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import type { PassageIndex, Repositories } from './ports.ts';
import { type EnsureIndexDeps, ensureIndex } from './prepare-index.ts';

export type ChangeRightsDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly passages: Pick<PassageIndex, 'prepare' | 'changeRights'>;
  readonly clock: Clock;
} & EnsureIndexDeps;

/**
 * The job that writes the audience of a document into its passages, without weighing their terms again. Until
 * then the database alone refuses the passages to people who lost their access.
 */
export const changeRights =
  (deps: ChangeRightsDeps) =>
  async ({ documentId, waits }: { documentId: string; waits: number }): Promise<void> => {
    const { unitOfWork, passages, clock } = deps;
    const document = await unitOfWork.run(({ documents }) => documents.find(documentId), { readOnly: true });
    if (document === undefined) return;
    try {
      await ensureIndex(deps);
      await passages.changeRights(document);
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      await unitOfWork.run(({ jobs }) => jobs.changeRights(document, nextRetry(clock.now(), waits)));
    }
  };
