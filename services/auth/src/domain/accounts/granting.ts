import { type Role, roles } from '@ai-teacher/contracts/values.ts';
import type { Account } from './ports.ts';

/** The roles that each role may grant, by an invitation or by a change of an account. */
const grantableRoles: Readonly<Record<Role, readonly Role[]>> = { admin: roles, teacher: [], student: [] };

/** The roles that an account may currently grant. */
export const grantableRolesOf = ({
  role,
  disabledAt,
}: Pick<Account, 'role' | 'disabledAt'>): readonly Role[] =>
  disabledAt === null ? grantableRoles[role] : [];

/** Whether an account may currently grant a role in an institution. A deleted account grants nothing. */
export const mayGrant = (
  account: Account | undefined,
  { role, institutionId }: Pick<Account, 'role' | 'institutionId'>,
): boolean => account?.institutionId === institutionId && grantableRolesOf(account).includes(role);

/** The roles of people whom each role may invite: teachers invite students. */
const invitableRoles: Readonly<Record<Role, readonly Role[]>> = {
  admin: ['student', 'teacher'],
  teacher: ['student'],
  student: [],
};

/**
 * Whether an account may currently invite a person whom the user service knows. That service decides which
 * people these are.
 */
export const mayInvitePerson = (
  account: Account | undefined,
  { role, institutionId }: Pick<Account, 'role' | 'institutionId'>,
): boolean =>
  account?.institutionId === institutionId &&
  account.disabledAt === null &&
  invitableRoles[account.role].includes(role);
