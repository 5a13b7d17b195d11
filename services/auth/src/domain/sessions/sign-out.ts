import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories, RotatingTokens } from './ports.ts';

export type SignOutDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'refreshTokens' | 'audit'>>;
  readonly opaqueTokens: Pick<RotatingTokens, 'hashOf'>;
  readonly clock: Clock;
};

/**
 * Ends the family of a refresh token when the family belongs to the caller. A token that is unknown, ended or
 * of another account changes nothing.
 */
export const signOut =
  ({ unitOfWork, opaqueTokens, clock }: SignOutDeps) =>
  async ({ body, principal }: Input<typeof contract.signOut>): Promise<void> => {
    await unitOfWork.run(async ({ refreshTokens, audit }) => {
      const token = await refreshTokens.find(opaqueTokens.hashOf(body.refreshToken));
      const family = token === undefined ? undefined : await refreshTokens.findFamily(token.familyId);
      if (family === undefined || family.accountId !== principal.userId || family.endedAt !== null) return;
      await refreshTokens.endFamily(family.id, clock.now());
      await audit.record('signed-out', principal.userId);
    });
  };
