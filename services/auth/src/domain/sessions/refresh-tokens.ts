import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Account } from '../accounts/ports.ts';
import type { RefreshFamily, RefreshRepeats, RefreshToken, Repositories, RotatingTokens } from './ports.ts';
import { isCurrent, isLive } from './presented-session.ts';
import { type IssuedTokens, type SignAccessTokenDeps, signAccessToken } from './session.ts';

type RefreshRepositories = Pick<
  Repositories,
  'accounts' | 'refreshTokens' | 'signingKeys' | 'audit' | 'outbox'
>;

export type RefreshTokensDeps = SignAccessTokenDeps & {
  readonly unitOfWork: UnitOfWork<RefreshRepositories>;
  readonly opaqueTokens: Pick<RotatingTokens, 'hashOf' | 'childOf'>;
  readonly refreshRepeats: RefreshRepeats;
};

/**
 * Rotates a refresh token. The token is marked as used in one atomic step and has exactly one child, derived
 * from it, so concurrent requests get the same child. A used token that is presented after the grace period,
 * or after its child was used, is treated as stolen: the whole family ends and its owner is notified.
 *
 * @throws Problem `refresh-token-invalid`, or `rate-limited` for a used token that is presented in a loop.
 */
export const refreshTokens =
  (deps: RefreshTokensDeps) =>
  async ({ body }: Input<typeof contract.refreshTokens>): Promise<IssuedTokens> => {
    await limitRepeats(deps, deps.opaqueTokens.hashOf(body.refreshToken));
    // The end of a family must be committed, so the problem is thrown after the transaction.
    const tokens = await deps.unitOfWork.run((repositories) => rotate(deps, repositories, body.refreshToken));
    if (tokens === undefined) throw new Problem('refresh-token-invalid');
    return tokens;
  };

/**
 * The first use of a token is never limited, and an unknown token is never counted: made-up tokens must not
 * fill Redis.
 */
const limitRepeats = async (
  { unitOfWork, refreshRepeats }: RefreshTokensDeps,
  tokenHash: string,
): Promise<void> => {
  const found = await unitOfWork.run(({ refreshTokens }) => refreshTokens.find(tokenHash), {
    readOnly: true,
  });
  if (found === undefined) throw new Problem('refresh-token-invalid');
  if (found.usedAt !== null) await refreshRepeats.consume(tokenHash);
};

/** @returns undefined when the token is refused. */
const rotate = async (
  deps: RefreshTokensDeps,
  repositories: RefreshRepositories,
  token: string,
): Promise<IssuedTokens | undefined> => {
  const { opaqueTokens, clock } = deps;
  const now = clock.now();
  const tokenHash = opaqueTokens.hashOf(token);
  const childHash = opaqueTokens.hashOf(opaqueTokens.childOf(token));
  const isFirstUse = await repositories.refreshTokens.markUsed(tokenHash, childHash, now);
  const found = await repositories.refreshTokens.find(tokenHash);
  if (found === undefined) return undefined;
  const child = opaqueTokens.childOf(token, found.childHash);
  const family = await repositories.refreshTokens.findFamily(found.familyId);
  const account = family === undefined ? undefined : await repositories.accounts.findById(family.accountId);
  if (family === undefined || account === undefined || !isAlive(family, account, now)) return undefined;
  if (isFirstUse)
    await repositories.refreshTokens.insert({
      tokenHash: childHash,
      familyId: family.id,
      issuedAt: now,
      usedAt: null,
      childHash: null,
    });
  else if (!(await isRepetition(repositories, found, now))) {
    await endStolenFamily(repositories, { familyId: family.id, account, now });
    return undefined;
  }
  const signed = await signAccessToken(deps, repositories, { account, sessionId: family.id });
  return { accessToken: signed.token, expiresIn: signed.expiresIn, refreshToken: child };
};

const isAlive = (family: RefreshFamily, account: Account, now: Date): boolean =>
  isLive(family, now) && account.disabledAt === null;

/**
 * Whether a used token is presented again within the grace period, by a client that does not have the child
 * yet.
 */
const isRepetition = async (
  { refreshTokens }: RefreshRepositories,
  token: RefreshToken,
  now: Date,
): Promise<boolean> => {
  if (token.usedAt === null || !isCurrent(token, now)) return false;
  const child = token.childHash === null ? undefined : await refreshTokens.find(token.childHash);
  return child !== undefined && child.usedAt === null;
};

const endStolenFamily = async (
  { refreshTokens, audit, outbox }: RefreshRepositories,
  { familyId, account, now }: { readonly familyId: string; readonly account: Account; readonly now: Date },
): Promise<void> => {
  await refreshTokens.endFamily(familyId, now);
  await audit.record('refresh-token-reused', account.id);
  await outbox.publish({
    type: 'security.alert',
    institutionId: account.institutionId,
    subject: account.id,
    data: { userId: account.id, kind: 'refresh-token-reused' },
  });
};
