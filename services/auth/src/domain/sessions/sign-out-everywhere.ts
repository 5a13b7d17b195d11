import type { World } from '../ports.ts';

/** Ends every session of the caller; what a session gave is refused by every service within seconds. */
export const signOutEverywhere =
  ({ unitOfWork, clock }: World) =>
  async ({ principal }: { principal: { userId: string } }): Promise<void> => {
    await unitOfWork.run(async ({ accounts, refreshTokens, audit }) => {
      // A sign-in under way is waited for, so that its session ends too.
      await accounts.lock(principal.userId);
      await refreshTokens.endFamiliesOf(principal.userId, clock.now());
      await audit.record('signed-out-everywhere', principal.userId);
    });
  };
