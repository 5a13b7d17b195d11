import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories, RotatingTokens } from './ports.ts';

export type EndPresentedSessionDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'refreshTokens' | 'audit'>>;
  readonly opaqueTokens: Pick<RotatingTokens, 'hashOf'>;
  readonly clock: Clock;
};

/**
 * Ends the family of a refresh token. The token alone is enough: its holder could end the family by a reuse,
 * too. An unknown token or an ended family changes nothing.
 */
export const endPresentedSession =
  ({ unitOfWork, opaqueTokens, clock }: EndPresentedSessionDeps) =>
  async (refreshToken: string): Promise<void> => {
    await unitOfWork.run(async ({ refreshTokens, audit }) => {
      const token = await refreshTokens.find(opaqueTokens.hashOf(refreshToken));
      const family = token === undefined ? undefined : await refreshTokens.findFamily(token.familyId);
      if (family === undefined || family.endedAt !== null) return;
      await refreshTokens.endFamily(family.id, clock.now());
      await audit.record('signed-out', family.accountId);
    });
  };
