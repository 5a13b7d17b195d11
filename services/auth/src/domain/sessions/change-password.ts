import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { lockIfUnchanged } from '../accounts/account.ts';
import type { Account } from '../accounts/ports.ts';
import { bucketOfSignedIn, countPasswordAttempt } from '../passwords/password-attempt.ts';
import { assertAcceptable } from '../passwords/password-policy.ts';
import type { PasswordAttempts, PasswordBlocklist, PasswordHasher, Pseudonyms } from '../passwords/ports.ts';
import type { Repositories } from './ports.ts';
import { type IssuedTokens, type OpenSessionDeps, openSession } from './session.ts';

type ChangeRepositories = Pick<Repositories, 'accounts' | 'refreshTokens' | 'signingKeys' | 'audit'>;

export type ChangePasswordDeps = OpenSessionDeps & {
  readonly unitOfWork: UnitOfWork<ChangeRepositories>;
  readonly passwordHasher: Pick<PasswordHasher, 'hash' | 'verify'>;
  readonly blocklist: PasswordBlocklist;
  readonly pseudonyms: Pseudonyms;
  readonly passwordAttempts: PasswordAttempts;
};

/**
 * Changes the caller's password. Every session of the account ends, and the caller gets a new one.
 *
 * @throws Problem `password-unacceptable`, `credentials-invalid`, `authentication-busy`, or a problem of
 *   `countPasswordAttempt`.
 */
export const changePassword =
  (deps: ChangePasswordDeps) =>
  async ({ body, principal }: Input<typeof contract.changePassword>): Promise<IssuedTokens> => {
    const { unitOfWork, passwordHasher, blocklist, clock } = deps;
    const account = await unitOfWork.run(({ accounts }) => accounts.findById(principal.userId), {
      readOnly: true,
    });
    if (account === undefined)
      throw new Problem('token-invalid', { cause: 'the account does not exist any more' });
    const { email, name } = account;
    const { newPassword: password, currentPassword: current } = body;
    assertAcceptable({ password, email, name, current, pointer: '/newPassword' }, blocklist);
    await assertCurrentPassword(deps, account, body.currentPassword);
    const newHash = await passwordHasher.hash(body.newPassword);
    const tokens = await unitOfWork.run(async (repositories) => {
      const current = await lockIfUnchanged(repositories, account);
      if (current === undefined) return;
      await repositories.accounts.replacePasswordHash(account.id, newHash);
      await repositories.refreshTokens.endFamiliesOf(account.id, clock.now());
      await repositories.audit.record('password-changed', account.id);
      return openSession(deps, repositories, current);
    });
    if (tokens === undefined) throw new Problem('credentials-invalid');
    return tokens;
  };

/** Counts the attempt: a stolen access token must not become a way to guess the password of its account. */
const assertCurrentPassword = async (
  deps: ChangePasswordDeps,
  account: Account,
  currentPassword: string,
): Promise<void> => {
  const { unitOfWork, passwordHasher, pseudonyms } = deps;
  const bucket = bucketOfSignedIn(pseudonyms, account.id);
  const confirmed = await countPasswordAttempt(deps)(bucket, async () =>
    (await passwordHasher.verify(account.passwordHash, currentPassword)) ? account : undefined,
  );
  if (confirmed !== undefined) return;
  await unitOfWork.run(({ audit }) => audit.record('password-change-refused', account.id));
  throw new Problem('credentials-invalid');
};
