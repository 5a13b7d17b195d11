import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { email, instant, opaqueToken, role, singleLine, uuid } from '../values.ts';
import { dangerousProblems, newPassword } from './passwords.ts';

export const register = operation({
  operationId: 'register',
  service: 'auth',
  summary: 'Registers an account. A known e-mail address gets the same answer, and nothing changes.',
  method: 'POST',
  path: '/auth/register',
  edgePath: '/api/auth/register',
  access: { edge: 'public' },
  body: z.strictObject({
    email,
    password: newPassword,
    name: singleLine(200),
    invitationToken: opaqueToken.optional(),
  }),
  success: {
    201: z.strictObject({ id: uuid, email: z.string(), name: z.string(), role }).meta({ id: 'Account' }),
  },
  problems: ['password-unacceptable', 'invitation-invalid', 'authentication-busy'],
});

export const invite = operation({
  operationId: 'invite',
  service: 'auth',
  summary: 'Invites a person to register with a role. Only this answer contains the invitation token.',
  method: 'POST',
  path: '/auth/invitations',
  edgePath: '/api/auth/invitations',
  access: { edge: ['admin'] },
  body: z.strictObject({ email, role }),
  success: {
    201: z.strictObject({ invitationToken: z.string(), expiresAt: instant }).meta({ id: 'Invitation' }),
  },
  problems: dangerousProblems,
});

export const managedAccount = z
  .strictObject({
    id: uuid,
    email: z.string(),
    name: z.string(),
    role,
    disabled: z.boolean().describe('A disabled account cannot sign in.'),
    createdAt: instant,
  })
  .meta({ id: 'ManagedAccount' });

export const listAccounts = operation({
  operationId: 'listAccounts',
  service: 'auth',
  summary:
    'Lists the accounts of the admin’s institution, newest first. `email` selects the account with that address.',
  method: 'GET',
  path: '/auth/accounts',
  edgePath: '/api/auth/accounts',
  access: { edge: ['admin'] },
  query: pageQuery.extend({ email: z.string().trim().min(1).max(254).optional() }),
  success: { 200: pageOf(managedAccount).meta({ id: 'ManagedAccounts' }) },
  problems: [],
});

export const changeAccount = operation({
  operationId: 'changeAccount',
  service: 'auth',
  summary:
    'Changes the role of an account in the admin’s institution, or disables or enables it. A change ends its sessions. Admins cannot change their own account.',
  method: 'PATCH',
  path: '/auth/accounts/{id}',
  edgePath: '/api/auth/accounts/{id}',
  access: { edge: ['admin'] },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({ role: role.optional(), disabled: z.boolean().optional() }),
  success: { 200: managedAccount },
  problems: ['account-not-found', 'conflict', ...dangerousProblems],
});
