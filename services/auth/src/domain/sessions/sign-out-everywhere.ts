import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type SignOutEverywhereDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'accounts' | 'refreshTokens' | 'audit'>>;
  readonly clock: Clock;
};

/**
 * Ends every session of the caller. Every service refuses the access tokens of these sessions within seconds.
 */
export const signOutEverywhere =
  ({ unitOfWork, clock }: SignOutEverywhereDeps) =>
  async ({ principal }: Input<typeof contract.signOutEverywhere>): Promise<void> => {
    await unitOfWork.run(async ({ accounts, refreshTokens, audit }) => {
      // The lock waits for a concurrent sign-in, so that its session ends too.
      await accounts.lock(principal.userId);
      await refreshTokens.endFamiliesOf(principal.userId, clock.now());
      await audit.record('signed-out-everywhere', principal.userId);
    });
  };
