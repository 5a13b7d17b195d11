import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { lockIfUnchanged } from '../accounts/account.ts';
import { hashPassword } from '../passwords/password-form.ts';
import { assertAcceptable } from '../passwords/password-policy.ts';
import type { PasswordBlocklist, PasswordHasher } from '../passwords/ports.ts';
import { type OwnPasswordDeps, ownAccount, verifyOwnPassword } from './own-password.ts';
import type { Repositories } from './ports.ts';
import { type IssuedTokens, type OpenSessionDeps, openSession } from './session.ts';

type ChangeRepositories = Pick<Repositories, 'accounts' | 'refreshTokens' | 'signingKeys' | 'audit'>;

export type ChangePasswordDeps = OpenSessionDeps &
  OwnPasswordDeps & {
    readonly unitOfWork: UnitOfWork<ChangeRepositories>;
    readonly passwordHasher: Pick<PasswordHasher, 'hash' | 'verify'>;
    readonly blocklist: PasswordBlocklist;
  };

/**
 * Changes the caller's password. Every session of the account ends, and the caller gets a new one.
 *
 * @throws Problem `password-unacceptable`, `credentials-invalid`, `authentication-busy`, or a problem of
 *   `countPasswordAttempt`.
 */
export const changePassword =
  (deps: ChangePasswordDeps) =>
  async ({ body, principal, userAgent }: Input<typeof contract.changePassword>): Promise<IssuedTokens> => {
    const { unitOfWork, passwordHasher, blocklist, clock } = deps;
    const account = await ownAccount(unitOfWork, principal.userId);
    const { email, name } = account;
    const { newPassword: password, currentPassword } = body;
    assertAcceptable({ password, email, name, current: currentPassword, pointer: '/newPassword' }, blocklist);
    await verifyOwnPassword(deps, account, {
      sessionId: principal.sessionId,
      password: currentPassword,
      refusedAs: 'password-change-refused',
    });
    const newHash = await hashPassword(passwordHasher, body.newPassword);
    const tokens = await unitOfWork.run(async (repositories) => {
      const current = await lockIfUnchanged(repositories, account);
      if (current === undefined) return;
      await repositories.accounts.replacePasswordHash(account.id, newHash);
      await repositories.refreshTokens.endFamiliesOf(account.id, clock.now());
      await repositories.audit.record('password-changed', account.id);
      return openSession(deps, repositories, { account: current, userAgent });
    });
    if (tokens === undefined) throw new Problem('credentials-invalid');
    return tokens;
  };
