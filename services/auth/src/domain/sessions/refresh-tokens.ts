import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Account, RefreshFamily, RefreshToken, Repositories, World } from '../ports.ts';
import { type IssuedTokens, signAccessToken } from './session.ts';

/** A client that never saw our answer may send its token again within this time and gets the same child. */
const graceSeconds = 10;

type Outcome = { readonly kind: 'refused' } | { readonly kind: 'rotated'; readonly tokens: IssuedTokens };
const refused: Outcome = { kind: 'refused' };

/**
 * Rotates a refresh token: it is marked used in one atomic step and has exactly one child, derived from it, so that
 * requests in parallel get the same child. A used token presented again after the grace, or once its child was used,
 * is a theft: the whole family ends and its owner is told.
 */
export const refreshTokens = (world: World) => {
  const { unitOfWork, opaqueTokens, clock } = world;
  return async ({ body }: { body: { refreshToken: string } }): Promise<IssuedTokens> => {
    // The end of a family must be committed, so the refusal is thrown after the transaction.
    const outcome = await unitOfWork.run((repositories) => rotate(repositories, body.refreshToken));
    if (outcome.kind === 'refused') throw new Problem('refresh-token-invalid');
    return outcome.tokens;
  };

  async function rotate(repositories: Repositories, token: string): Promise<Outcome> {
    const now = clock.now();
    const tokenHash = opaqueTokens.hashOf(token);
    const child = opaqueTokens.childOf(token);
    const childHash = opaqueTokens.hashOf(child);
    const isFirstUse = await repositories.refreshTokens.markUsed(tokenHash, childHash, now);
    const found = await repositories.refreshTokens.find(tokenHash);
    if (found === undefined) return refused;
    const family = await repositories.refreshTokens.findFamily(found.familyId);
    const account = family === undefined ? undefined : await repositories.accounts.findById(family.accountId);
    if (family === undefined || account === undefined || !isAlive(family, account, now)) return refused;
    if (isFirstUse)
      await repositories.refreshTokens.insert({
        tokenHash: childHash,
        familyId: family.id,
        issuedAt: now,
        usedAt: null,
        childHash: null,
      });
    else if (!(await isForgiven(repositories, found, now))) {
      await endStolenFamily(repositories, family, account, now);
      return refused;
    }
    const signed = await signAccessToken(world, repositories, account, family.id);
    return {
      kind: 'rotated',
      tokens: { accessToken: signed.token, expiresIn: signed.expiresIn, refreshToken: child },
    };
  }

  function isAlive(family: RefreshFamily, account: Account, now: Date): boolean {
    return family.endedAt === null && family.expiresAt > now && account.disabledAt === null;
  }

  async function isForgiven(repositories: Repositories, used: RefreshToken, now: Date): Promise<boolean> {
    if (used.usedAt === null || now.getTime() - used.usedAt.getTime() > graceSeconds * 1_000) return false;
    const child = used.childHash === null ? undefined : await repositories.refreshTokens.find(used.childHash);
    return child !== undefined && child.usedAt === null;
  }

  async function endStolenFamily(
    repositories: Repositories,
    family: RefreshFamily,
    account: Account,
    now: Date,
  ): Promise<void> {
    await repositories.refreshTokens.endFamily(family.id, now);
    await repositories.audit.record('refresh-token-reused', account.id);
    await repositories.outbox.publish({
      type: 'security.alert',
      institutionId: account.institutionId,
      subject: account.id,
      data: { userId: account.id, kind: 'refresh-token-reused' },
    });
  }
};
