import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';
import { resealSigningKeys } from './reseal-signing-keys.ts';
import { type PublishKeyDeps, publishKey, retireKey } from './signing-key.ts';
import { dueForRetirement, isDueForRotation } from './signing-key-schedule.ts';

export type MaintainSigningKeysDeps = PublishKeyDeps & { readonly unitOfWork: UnitOfWork<Repositories> };

/**
 * Seals the published keys with the current secret. Retires the keys whose last token has expired, and
 * publishes the next key when the current one is old enough. A lock lets one replica at a time do this. A
 * repetition changes nothing.
 */
export const maintainSigningKeys = (deps: MaintainSigningKeysDeps) => async (): Promise<void> => {
  await resealSigningKeys(deps)();
  await deps.unitOfWork.run(async (repositories) => {
    const { keyTimes } = deps;
    await repositories.signingKeys.lock();
    const now = deps.clock.now();
    const published = await repositories.signingKeys.listPublished();
    for (const { kid } of dueForRetirement(published, keyTimes, now))
      await retireKey(repositories, kid, { now });
    if (isDueForRotation(published, keyTimes, now))
      await publishKey(deps, repositories, { overlapSeconds: keyTimes.overlapSeconds });
  });
};
