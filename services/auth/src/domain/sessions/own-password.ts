import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Account, AccountRepository } from '../accounts/ports.ts';
import {
  type AttemptCounters,
  bucketOfSession,
  type CountPasswordAttemptDeps,
  countPasswordAttempt,
} from '../passwords/password-attempt.ts';
import { matchPassword } from '../passwords/password-form.ts';
import type { PasswordHasher, Pseudonyms } from '../passwords/ports.ts';
import type { AuditKind } from '../ports.ts';

export type OwnPasswordDeps = AttemptCounters & {
  readonly passwordHasher: Pick<PasswordHasher, 'verify'>;
  readonly pseudonyms: Pseudonyms;
};

/** The account of a signed-in person. @throws Problem `token-invalid` when the account no longer exists. */
export const ownAccount = async (
  unitOfWork: UnitOfWork<{ readonly accounts: Pick<AccountRepository, 'findById'> }>,
  userId: string,
): Promise<Account> => {
  const account = await unitOfWork.run(({ accounts }) => accounts.findById(userId), { readOnly: true });
  if (account === undefined)
    throw new Problem('token-invalid', { cause: 'the account does not exist any more' });
  return account;
};

/**
 * Verifies the password of a signed-in person as a counted attempt of the session: a stolen access token must
 * not become a way to guess the password of its account.
 *
 * @throws Problem `credentials-invalid` after `refusedAs` is recorded, `authentication-busy`, or a problem of
 *   `countPasswordAttempt`.
 */
export const verifyOwnPassword = async (
  deps: OwnPasswordDeps & CountPasswordAttemptDeps,
  account: Account,
  { sessionId, password, refusedAs }: { sessionId: string; password: string; refusedAs: AuditKind },
): Promise<void> => {
  const { unitOfWork, passwordHasher, pseudonyms } = deps;
  const attempt = { bucket: bucketOfSession(pseudonyms, sessionId), accountId: account.id };
  const confirmed = await countPasswordAttempt(deps)(attempt, async () =>
    (await matchPassword(passwordHasher, account.passwordHash, password)).matches ? account : undefined,
  );
  if (confirmed !== undefined) return;
  await unitOfWork.run(({ audit }) => audit.record(refusedAs, account.id));
  throw new Problem('credentials-invalid');
};
