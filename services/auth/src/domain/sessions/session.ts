import { type Clock, dayMilliseconds, type Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Account } from '../accounts/ports.ts';
import { signingKeyAt } from '../signing-keys/signing-key-schedule.ts';
import type { AccessTokenSigner, DeviceOf, Repositories, RotatingTokens } from './ports.ts';

export type IssuedTokens = {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
};

export type SignAccessTokenDeps = {
  readonly signer: AccessTokenSigner;
  readonly clock: Clock;
};

export type OpenSessionDeps = SignAccessTokenDeps & {
  readonly opaqueTokens: RotatingTokens;
  readonly identifiers: Identifiers;
  readonly refreshFamilyDays: number;
  readonly deviceOf: DeviceOf;
  /** Live sessions of one account. */
  readonly maxSignInSessions: number;
};

/**
 * Opens a session: a refresh token family with its first token, and an access token. A session beyond the
 * limit ends the least recently used one. The caller has locked the account, so concurrent sign-ins cannot
 * exceed the limit.
 *
 * @param userAgent of the request that opens the session.
 */
export const openSession = async (
  deps: OpenSessionDeps,
  repositories: Pick<Repositories, 'refreshTokens' | 'signingKeys' | 'audit'>,
  { account, userAgent }: { readonly account: Account; readonly userAgent: string | undefined },
): Promise<IssuedTokens> => {
  const { opaqueTokens, identifiers, refreshFamilyDays, deviceOf, maxSignInSessions } = deps;
  const now = deps.clock.now();
  const room = { accountId: account.id, maxLive: maxSignInSessions - 1, now };
  const ended = await repositories.refreshTokens.endLeastUsed(room);
  for (let count = 0; count < ended; count += 1) await repositories.audit.record('session-ended', account.id);
  const family = {
    id: identifiers.uuid(),
    accountId: account.id,
    createdAt: now,
    expiresAt: new Date(now.getTime() + refreshFamilyDays * dayMilliseconds),
    endedAt: null,
    ...deviceOf(userAgent),
  };
  const refreshToken = opaqueTokens.make();
  await repositories.refreshTokens.openFamily(family, {
    tokenHash: opaqueTokens.hashOf(refreshToken),
    issuedAt: now,
    usedAt: null,
    childHash: null,
  });
  const { token, expiresIn } = await signAccessToken(deps, repositories, { account, sessionId: family.id });
  return { accessToken: token, expiresIn, refreshToken };
};

/** Signs with the current key as the database has it, so a retired key signs nothing more on any replica. */
export const signAccessToken = async (
  { signer, clock }: SignAccessTokenDeps,
  { signingKeys }: Pick<Repositories, 'signingKeys'>,
  { account, sessionId }: { readonly account: Account; readonly sessionId: string },
): Promise<{ token: string; expiresIn: number }> => {
  const key = signingKeyAt(await signingKeys.listPublished(), clock.now());
  if (key === undefined) throw new Error('no signing key');
  return signer.sign({ account, sessionId, key });
};
