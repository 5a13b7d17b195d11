import type { Account, Repositories, World } from '../ports.ts';
import { signingKeyAt } from '../signing-keys/signing-key-schedule.ts';

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
  const { token, expiresIn } = await signAccessToken({ signer, clock }, repositories, account, family.id);
  return { accessToken: token, expiresIn, refreshToken };
};

/** Signs with the key whose time it is, as the database has it now: a withdrawn key signs nothing more, on any replica. */
export const signAccessToken = async (
  { signer, clock }: Pick<World, 'signer' | 'clock'>,
  { signingKeys }: Repositories,
  account: Account,
  sessionId: string,
): Promise<{ token: string; expiresIn: number }> => {
  const key = signingKeyAt(await signingKeys.listPublished(), clock.now());
  if (key === undefined) throw new Error('no signing key');
  return signer.sign({ account, sessionId, key });
};
