import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories, SigningKeyGenerator } from './ports.ts';

export type ResealSigningKeysDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'signingKeys'>>;
  readonly keyGenerator: Pick<SigningKeyGenerator, 'reseal'>;
};

/**
 * Seals the published keys with the current secret, so that the previous secret may be removed. Every start
 * and every maintenance of the keys does this, because a replica with the previous secret may have made a
 * key.
 *
 * @returns the number of keys that were sealed again.
 * @throws UnknownSeal when no configured secret opens a key.
 */
export const resealSigningKeys =
  ({ unitOfWork, keyGenerator }: ResealSigningKeysDeps) =>
  (): Promise<number> =>
    unitOfWork.run(async ({ signingKeys }) => {
      await signingKeys.lock();
      let count = 0;
      for (const { kid, privateJwkSealed } of await signingKeys.listPublished()) {
        const sealed = keyGenerator.reseal(kid, privateJwkSealed);
        if (sealed === undefined) continue;
        await signingKeys.replaceSeal(kid, sealed);
        count += 1;
      }
      return count;
    });
