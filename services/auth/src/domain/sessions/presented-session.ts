import type { RefreshFamily, RefreshToken, Repositories } from './ports.ts';

/** Within this time a client that missed the answer may send its token again, and gets the same child. */
const graceSeconds = 10;

/** Whether a token is unused, or was used so recently that its client may not have the child yet. */
export const isCurrent = ({ usedAt }: RefreshToken, now: Date): boolean =>
  usedAt === null || now.getTime() - usedAt.getTime() <= graceSeconds * 1_000;

/** Whether a session has neither ended nor expired. */
export const isLive = ({ endedAt, expiresAt }: RefreshFamily, now: Date): boolean =>
  endedAt === null && expiresAt > now;

/**
 * The live session of an account whose current refresh token a client presents at a sign-in. The token is not
 * used up. A token of another account, of an ended session, or one that was replaced proves nothing.
 */
export const presentedSession = async (
  { refreshTokens }: Pick<Repositories, 'refreshTokens'>,
  tokenHash: string,
  { accountId, now }: { readonly accountId: string | undefined; readonly now: Date },
): Promise<RefreshFamily | undefined> => {
  const token = await refreshTokens.find(tokenHash);
  if (token === undefined || !isCurrent(token, now)) return undefined;
  const family = await refreshTokens.findFamily(token.familyId);
  if (family === undefined || family.accountId !== accountId || !isLive(family, now)) return undefined;
  return family;
};
