import type { Account, Repositories } from '../ports.ts';

/**
 * Holds an account until the transaction ends, and gives it as it is now. Undefined when it was disabled, or given
 * another password, since it was read: then nobody must get a session out of the password that was looked at.
 */
export const lockIfUnchanged = async (
  { accounts }: Pick<Repositories, 'accounts'>,
  read: Account,
): Promise<Account | undefined> => {
  const now = await accounts.lock(read.id);
  if (now === undefined || now.disabledAt !== null || now.passwordHash !== read.passwordHash) return;
  return now;
};
