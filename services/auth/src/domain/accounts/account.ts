import type { Account, Repositories } from './ports.ts';

/**
 * Locks an account until the transaction ends and returns its current state. Returns undefined when the
 * account was disabled, or its password was changed, since it was read: a password that was verified before
 * must not open a session.
 */
export const lockIfUnchanged = async (
  { accounts }: Pick<Repositories, 'accounts'>,
  read: Account,
): Promise<Account | undefined> => {
  const current = await accounts.lock(read.id);
  if (current === undefined || current.disabledAt !== null || current.passwordHash !== read.passwordHash)
    return;
  return current;
};

/** Records and publishes a registration, in the transaction that inserted the account. */
export const publishRegistration = async (
  { audit, outbox }: Pick<Repositories, 'audit' | 'outbox'>,
  account: Account,
): Promise<void> => {
  await audit.record('account-registered', account.id);
  await outbox.publish({
    type: 'user.registered',
    institutionId: account.institutionId,
    subject: account.id,
    data: { userId: account.id, email: account.email, name: account.name, role: account.role },
  });
  if (account.role === 'admin') await publishNewAdmin({ outbox }, account);
};

/** Publishes that an account is an admin from now on, so that the other admins notice an intruder. */
export const publishNewAdmin = async (
  { outbox }: Pick<Repositories, 'outbox'>,
  { id, institutionId, name }: Account,
): Promise<void> =>
  outbox.publish({ type: 'admin.added', institutionId, subject: id, data: { userId: id, name } });
