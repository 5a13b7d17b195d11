import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Profiles } from './ports.ts';
import { type RecordingRepositories, storeExtraTime } from './record-extra-time.ts';

export type ReconcileExtraTimesDeps = {
  readonly unitOfWork: UnitOfWork<RecordingRepositories>;
  readonly profiles: Profiles;
  readonly clock: Clock;
};

/**
 * Makes the copies of extra times equal to those of user. Each page is a transaction. What was stored before
 * a page was requested gives way to the page; what was stored later is newer and stays.
 */
export const reconcileExtraTimes =
  ({ unitOfWork, profiles, clock }: ReconcileExtraTimesDeps) =>
  async (_data: unknown, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    for (let after: string | undefined; ; ) {
      signal.throwIfAborted();
      const readAfter = await unitOfWork.run(({ defaultExtraTimes }) => defaultExtraTimes.now());
      const { items, next } = await profiles.listExtraTimes(after);
      await unitOfWork.run(async (repositories) => {
        for (const item of items) await storeExtraTime(repositories, item, { now: clock.now(), readAfter });
        const known = items.map(({ studentId }) => studentId);
        await repositories.defaultExtraTimes.removeOthers({ after, until: next, known, readAfter });
      });
      if (next === null) return;
      after = next;
    }
  };
