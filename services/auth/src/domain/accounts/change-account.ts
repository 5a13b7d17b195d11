import type { Role } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Account, Repositories, World } from '../ports.ts';

type Admin = { readonly userId: string; readonly institutionId: string };
type Wanted = { readonly role?: Role | undefined; readonly disabled?: boolean | undefined };

/**
 * Gives an account of the admin's institution another role, or disables or enables it, and ends its sessions when
 * that is a change. Nobody changes the own account, so an institution that has an admin keeps one.
 *
 * @throws Problem `account-not-found`, `conflict` for the own account, or `token-invalid` to who is no admin any more.
 */
export const changeAccount = ({ unitOfWork, clock }: World) => {
  return ({
    params,
    body,
    principal,
  }: {
    params: { id: string };
    body: Wanted;
    principal: Admin;
  }): Promise<Account> => {
    const id = params.id.toLowerCase();
    if (id === principal.userId) throw new Problem('conflict', { detail: 'This is your own account.' });
    return unitOfWork.run(async (repositories) => {
      const account = await lockAdminAndAccount(repositories, id, principal);
      return apply(repositories, account, body, principal.userId);
    });
  };

  async function apply(
    { accounts, refreshTokens, audit, outbox }: Repositories,
    account: Account,
    { role = account.role, disabled = account.disabledAt !== null }: Wanted,
    actorId: string,
  ): Promise<Account> {
    const now = clock.now();
    const disabledAt = disabled ? (account.disabledAt ?? now) : null;
    const hasNewRole = role !== account.role;
    const isSwitched = disabled !== (account.disabledAt !== null);
    if (!hasNewRole && !isSwitched) return account;
    await accounts.change(account.id, { role, disabledAt });
    await refreshTokens.endFamiliesOf(account.id, now);
    if (isSwitched)
      await audit.record(disabled ? 'account-disabled' : 'account-enabled', account.id, actorId);
    if (hasNewRole) {
      await audit.record('role-changed', account.id, actorId);
      await outbox.publish({
        type: 'user.role-changed',
        institutionId: account.institutionId,
        subject: account.id,
        data: { userId: account.id, role },
      });
    }
    return { ...account, role, disabledAt };
  }
};

/**
 * Both rows, always in the same order: two admins who disable one another at once must not both succeed, nor wait for
 * each other for ever.
 */
const lockAdminAndAccount = async (
  { accounts }: Repositories,
  id: string,
  { userId, institutionId }: Admin,
): Promise<Account> => {
  const locked = new Map<string, Account | undefined>();
  for (const each of [id, userId].sort()) locked.set(each, await accounts.lock(each));
  const admin = locked.get(userId);
  if (admin === undefined || admin.disabledAt !== null || admin.role !== 'admin')
    throw new Problem('token-invalid', { cause: 'the caller is no admin any more' });
  const account = locked.get(id);
  if (account === undefined || account.institutionId !== institutionId)
    throw new Problem('account-not-found');
  return account;
};
