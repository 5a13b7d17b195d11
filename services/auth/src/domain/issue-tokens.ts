import type { Account, Repositories, World } from './ports.ts';

export type IssuedTokens = {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
};

const dayMilliseconds = 24 * 3_600 * 1_000;

/** Opens a session: a refresh token family with its first token, and the access token that goes with it. */
export const openSession = async (
  { opaqueTokens, signer, clock, identifiers, refreshFamilyDays }: World,
  repositories: Repositories,
  account: Account,
): Promise<IssuedTokens> => {
  const now = clock.now();
  const family = {
    id: identifiers.uuid(),
    accountId: account.id,
    createdAt: now,
    expiresAt: new Date(now.getTime() + refreshFamilyDays * dayMilliseconds),
    endedAt: null,
  };
  const refreshToken = opaqueTokens.make();
  await repositories.refreshTokens.insertFamily(family);
  await repositories.refreshTokens.insert({
    tokenHash: opaqueTokens.hashOf(refreshToken),
    familyId: family.id,
    issuedAt: now,
    usedAt: null,
    childHash: null,
  });
  const { token, expiresIn } = await signer.sign({ account, sessionId: family.id });
  return { accessToken: token, expiresIn, refreshToken };
};
