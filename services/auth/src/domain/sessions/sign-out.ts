import type { World } from '../ports.ts';

/** Ends the family of a refresh token, when it is the caller's. A token unknown, ended or foreign changes nothing. */
export const signOut =
  ({ unitOfWork, opaqueTokens, clock }: World) =>
  async ({
    body,
    principal,
  }: {
    body: { refreshToken: string };
    principal: { userId: string };
  }): Promise<void> => {
    await unitOfWork.run(async ({ refreshTokens, audit }) => {
      const token = await refreshTokens.find(opaqueTokens.hashOf(body.refreshToken));
      const family = token === undefined ? undefined : await refreshTokens.findFamily(token.familyId);
      if (family === undefined || family.accountId !== principal.userId || family.endedAt !== null) return;
      await refreshTokens.endFamily(family.id, clock.now());
      await audit.record('signed-out', principal.userId);
    });
  };
