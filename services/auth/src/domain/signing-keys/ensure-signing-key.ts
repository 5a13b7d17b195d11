import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories, SigningKeyGenerator } from './ports.ts';

export type EnsureSigningKeyDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'signingKeys'>>;
  readonly keyGenerator: SigningKeyGenerator;
  readonly clock: Clock;
  readonly identifiers: Identifiers;
};

/**
 * Publishes the first signing key of an installation, unless a key is published. Replicas may start together:
 * a lock in the database lets one of them publish the key, and the others find it. The first key signs
 * immediately, because no token exists that needs another key.
 */
export const ensureSigningKey =
  ({ unitOfWork, keyGenerator, clock, identifiers }: EnsureSigningKeyDeps) =>
  (): Promise<void> =>
    unitOfWork.run(async ({ signingKeys }) => {
      await signingKeys.lock();
      if ((await signingKeys.listPublished()).length > 0) return;
      const kid = identifiers.uuid();
      const now = clock.now();
      await signingKeys.insert({ kid, createdAt: now, signsAt: now, ...(await keyGenerator.generate(kid)) });
    });
