import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { lockIfUnchanged } from '../accounts/account.ts';
import { rememberNetwork } from '../passwords/known-network.ts';
import {
  type AttemptBucket,
  type AttemptCounters,
  bucketOf,
  bucketOfSession,
  countPasswordAttempt,
  type PasswordAttempt,
  type PasswordAttemptDeps,
  passwordAttemptOf,
} from '../passwords/password-attempt.ts';
import { hashPassword, matchPassword } from '../passwords/password-form.ts';
import type { PasswordHasher } from '../passwords/ports.ts';
import type { Repositories } from './ports.ts';
import { presentedSession } from './presented-session.ts';
import { type IssuedTokens, type OpenSessionDeps, openSession } from './session.ts';

type SignInRepositories = Pick<
  Repositories,
  'accounts' | 'refreshTokens' | 'signingKeys' | 'knownNetworks' | 'audit'
>;

export type SignInDeps = OpenSessionDeps &
  PasswordAttemptDeps &
  AttemptCounters & {
    readonly unitOfWork: UnitOfWork<SignInRepositories>;
    readonly passwordHasher: PasswordHasher;
  };

/**
 * Exchanges credentials for tokens. An unknown e-mail, a wrong password and a disabled account take the same
 * time and get the same answer: one lookup, one counted attempt, one hash, one audit entry. In a storm a
 * sign-in that would wait too long is refused before any of them: refusals must not slow down the others.
 *
 * @throws Problem `credentials-invalid`, `authentication-busy`, or a problem of `countPasswordAttempt`.
 */
export const signIn =
  (deps: SignInDeps) =>
  async (input: Input<typeof contract.signIn>): Promise<IssuedTokens> => {
    deps.passwordHasher.requireRoom();
    const enter = enterUnlessChanged(deps);
    // A concurrent sign-in may have hashed the same password anew.
    const tokens = (await enter(input)) ?? (await enter(input));
    if (tokens === undefined) throw new Problem('credentials-invalid');
    return tokens;
  };

/** @returns undefined when the account changed after its password was verified. */
const enterUnlessChanged =
  (deps: SignInDeps) =>
  async ({
    body,
    clientAddress,
    userAgent,
  }: Input<typeof contract.signIn>): Promise<IssuedTokens | undefined> => {
    const { unitOfWork, passwordHasher, clock } = deps;
    const emailKey = emailKeyOf(body.email);
    const attempt = passwordAttemptOf(deps, emailKey, clientAddress);
    const { known, bucket } = await unitOfWork.run(
      async (repositories) => {
        const known = await repositories.accounts.findByEmailKey(emailKey);
        const place = { attempt, accountId: known?.id, refreshToken: body.refreshToken };
        return { known, bucket: await chooseBucket(deps, repositories, place) };
      },
      { readOnly: true },
    );
    const account = await countPasswordAttempt(deps)({ bucket, accountId: known?.id ?? null }, async () => {
      const hash = known?.passwordHash ?? passwordHasher.decoy;
      const match = await matchPassword(passwordHasher, hash, body.password);
      return match.matches && known?.disabledAt === null ? { ...known, ...match } : undefined;
    });
    if (account === undefined) {
      await unitOfWork.run(({ audit }) => audit.record('sign-in-refused', known?.id ?? null));
      throw new Problem('credentials-invalid');
    }
    const isOutdated = account.isOfRawForm || passwordHasher.isOutdated(account.passwordHash);
    const newHash = isOutdated ? await hashPassword(passwordHasher, body.password) : undefined;
    return unitOfWork.run(async (repositories) => {
      const { accounts, knownNetworks, audit } = repositories;
      const { networkPseudonym } = attempt;
      const current = await lockIfUnchanged(repositories, account);
      if (current === undefined) return;
      if (newHash !== undefined) await accounts.replacePasswordHash(account.id, newHash);
      if (networkPseudonym !== undefined)
        await rememberNetwork(knownNetworks, { accountId: account.id, networkPseudonym, now: clock.now() });
      await accounts.recordUse(account.id, clock.now());
      await audit.record('signed-in', account.id);
      return openSession(deps, repositories, { account: current, userAgent });
    });
  };

type Place = {
  readonly attempt: PasswordAttempt;
  readonly accountId: string | undefined;
  readonly refreshToken: string | undefined;
};

/** A device that presents its live session has its own bucket; otherwise the network decides. */
const chooseBucket = async (
  { opaqueTokens, pseudonyms, clock }: SignInDeps,
  { refreshTokens, knownNetworks }: Pick<SignInRepositories, 'refreshTokens' | 'knownNetworks'>,
  { attempt, accountId, refreshToken }: Place,
): Promise<AttemptBucket> => {
  const session =
    refreshToken === undefined
      ? undefined
      : await presentedSession({ refreshTokens }, opaqueTokens.hashOf(refreshToken), {
          accountId,
          now: clock.now(),
        });
  return session === undefined
    ? bucketOf({ knownNetworks, clock }, attempt, accountId)
    : bucketOfSession(pseudonyms, session.id);
};
