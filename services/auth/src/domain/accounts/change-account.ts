import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import {
  type DangerousActDeps,
  type DangerousActRepositories,
  permitDangerousAct,
} from '../passwords/dangerous-act.ts';
import { publishNewAdmin } from './account.ts';
import { grantableRolesOf } from './granting.ts';
import type { Account, Repositories } from './ports.ts';
import { withdrawInvitationsOf } from './withdrawn-invitations.ts';

type ChangeRepositories = Pick<
  Repositories,
  'accounts' | 'refreshTokens' | 'invitations' | 'audit' | 'outbox'
>;

export type ChangeAccountDeps = DangerousActDeps & {
  readonly unitOfWork: UnitOfWork<ChangeRepositories & DangerousActRepositories>;
};

/**
 * Gives an account of the admin's institution another role, or disables or enables it. A change ends the
 * sessions of the account, and its open invitations into roles that it may no longer grant. Admins cannot
 * change their own account, so an institution that has an admin always retains one.
 *
 * @throws Problem `account-not-found`, `conflict` for the caller's own account, or `token-invalid` when the
 *   caller is no longer an admin. A problem of `permitDangerousAct` when the account is or becomes an admin.
 */
export const changeAccount =
  (deps: ChangeAccountDeps) =>
  async ({ params, body, principal }: Input<typeof contract.changeAccount>): Promise<Account> => {
    const id = params.id.toLowerCase();
    if (id === principal.userId) throw new Problem('conflict', { detail: 'This is your own account.' });
    return deps.unitOfWork.run(async (repositories) => {
      const account = await lockAdminAndAccount(repositories, id, principal);
      if (concernsAnAdmin(account, body)) await permitDangerousAct(deps, repositories, principal);
      return applyChange(repositories, account, {
        ...body,
        actorId: principal.userId,
        now: deps.clock.now(),
      });
    });
  };

/** Whether a request changes an account that is an admin before or after the change. */
const concernsAnAdmin = (
  account: Account,
  { role, disabled }: Pick<Change, 'role' | 'disabled'>,
): boolean => {
  const isDisabled = account.disabledAt !== null;
  const changes = (role ?? account.role) !== account.role || (disabled ?? isDisabled) !== isDisabled;
  return changes && (account.role === 'admin' || role === 'admin');
};

/**
 * Locks both rows, always in the same order. Without the locks, two admins who disable one another
 * concurrently could both succeed; in differing orders they could wait for each other forever.
 */
export const lockAdminAndAccount = async (
  { accounts }: Pick<Repositories, 'accounts'>,
  id: string,
  { userId, institutionId }: { readonly userId: string; readonly institutionId: string },
): Promise<Account> => {
  const locked = new Map<string, Account | undefined>();
  for (const each of [id, userId].sort()) locked.set(each, await accounts.lock(each));
  const admin = locked.get(userId);
  if (admin === undefined || admin.disabledAt !== null || admin.role !== 'admin')
    throw new Problem('token-invalid', { cause: 'the caller is no longer an admin' });
  const account = locked.get(id);
  if (account === undefined || account.institutionId !== institutionId)
    throw new Problem('account-not-found');
  return account;
};

type Change = {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  readonly actorId: string;
  readonly now: Date;
};

const applyChange = async (
  { accounts, refreshTokens, invitations, audit, outbox }: ChangeRepositories,
  account: Account,
  { role = account.role, disabled = account.disabledAt !== null, actorId, now }: Change,
): Promise<Account> => {
  const disabledAt = disabled ? (account.disabledAt ?? now) : null;
  const hasNewRole = role !== account.role;
  const isSwitched = disabled !== (account.disabledAt !== null);
  if (!hasNewRole && !isSwitched) return account;
  // An admin who grants a role vouches for the person.
  const verifiedAt = account.verifiedAt ?? (hasNewRole && role !== 'student' ? now : null);
  await accounts.change(account.id, { role, disabledAt, verifiedAt });
  await refreshTokens.endFamiliesOf(account.id, now);
  const stillGranted = grantableRolesOf({ role, disabledAt });
  await withdrawInvitationsOf({ invitations, outbox }, account, { stillGranted, now });
  if (isSwitched) {
    await audit.record(disabled ? 'account-disabled' : 'account-enabled', account.id, actorId);
    await outbox.publish({
      type: disabled ? 'user.disabled' : 'user.enabled',
      institutionId: account.institutionId,
      subject: account.id,
      data: { userId: account.id },
    });
  }
  if (hasNewRole) {
    await audit.record('role-changed', account.id, actorId);
    await outbox.publish({
      type: 'user.role-changed',
      institutionId: account.institutionId,
      subject: account.id,
      data: { userId: account.id, role },
    });
  }
  const changed = { ...account, role, disabledAt, verifiedAt };
  if (!isActiveAdmin(account) && isActiveAdmin(changed)) await publishNewAdmin({ outbox }, changed);
  return changed;
};

const isActiveAdmin = ({ role, disabledAt }: Account): boolean => role === 'admin' && disabledAt === null;
