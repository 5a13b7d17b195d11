import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { AuditKind } from '../ports.ts';
import type { Account, Repositories } from './ports.ts';
import { withdrawInvitationsOf } from './withdrawn-invitations.ts';

type Deletion = {
  readonly kind: Extract<AuditKind, 'account-replaced' | 'account-expired' | 'address-released'>;
  readonly now: Date;
  readonly actorId?: string | undefined;
};

/**
 * Deletes a locked account and frees its address. Its sessions end, so every service refuses its access
 * tokens within seconds. Its open invitations are withdrawn. The event lets every service erase its data.
 */
export const deleteAccount = async (
  { accounts, refreshTokens, invitations, audit, outbox }: Repositories,
  { id, institutionId }: Account,
  { kind, now, actorId }: Deletion,
): Promise<void> => {
  await refreshTokens.endFamiliesOf(id, now);
  await withdrawInvitationsOf({ invitations, outbox }, { id, institutionId }, { stillGranted: [], now });
  await accounts.delete(id);
  await audit.record(kind, id, actorId);
  await outbox.publish({ type: 'user.deleted', institutionId, subject: id, data: { userId: id } });
};

type Taking = {
  readonly now: Date;
  /** The admin who vouches for the new owner of the address. */
  readonly actorId?: string | undefined;
  /** An account of which the new owner gave the password. */
  readonly proven?: Account | undefined;
  /** The account belongs to a person whom another service knows by this id. */
  readonly hasGivenId?: boolean;
};

/**
 * Gives an address to a person who is vouched for. An unverified account makes way, because any person
 * may have registered with the address. The same person is the one who gave the password of that account:
 * then the account remains, with its history. Otherwise the account is deleted, so that the new owner finds
 * nothing of a stranger. Either way its sessions end.
 *
 * An account with a given id replaces no account.
 *
 * @returns the stored account, or undefined when a verified account has the address, or any account for an
 *   account with a given id: nothing changes.
 * @throws Problem `address-has-account` when the person of a given id proved to have an account already.
 */
export const takeAddress = async (
  repositories: Repositories,
  account: Account,
  { now, actorId, proven, hasGivenId = false }: Taking,
): Promise<Account | undefined> => {
  const { accounts } = repositories;
  if (await accounts.insertUnlessKnown(account)) return account;
  const holder = await accounts.lockByEmailKey(account.emailKey);
  if (holder === undefined || holder.verifiedAt !== null) return undefined;
  // A teacher, or a student with a slip of paper, must not be able to delete an account by its address.
  if (hasGivenId) {
    if (isSame(holder, proven)) throw addressHasAccount();
    return undefined;
  }
  if (isSame(holder, proven) && holder.institutionId === account.institutionId)
    return claim(repositories, holder, { account, now, actorId });
  await deleteAccount(repositories, holder, { kind: 'account-replaced', now, actorId });
  return (await accounts.insertUnlessKnown(account)) ? account : undefined;
};

/** Gives a locked account to the person who proved to own it. A disabled one is enabled. */
const claim = async (
  { accounts, refreshTokens, audit, outbox }: Repositories,
  holder: Account,
  { account, now, actorId }: Pick<Taking, 'now' | 'actorId'> & { readonly account: Account },
): Promise<Account> => {
  const { email, name, passwordHash, role, verifiedAt } = account;
  const { id, institutionId, createdAt } = holder;
  await accounts.claim(id, { email, name, passwordHash, role, verifiedAt });
  await refreshTokens.endFamiliesOf(id, now);
  await audit.record('account-claimed', id, actorId);
  if (holder.disabledAt !== null)
    await outbox.publish({ type: 'user.enabled', institutionId, subject: id, data: { userId: id } });
  return { ...account, id, createdAt };
};

/** Whether an account is still the one whose password was verified. */
const isSame = (holder: Account, proven: Account | undefined): boolean =>
  holder.id === proven?.id && holder.passwordHash === proven.passwordHash;

const addressHasAccount = (): Problem =>
  new Problem('address-has-account', {
    detail: 'Sign in with this account, or use another address with this code.',
  });
