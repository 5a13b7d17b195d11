import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { label, shownLabel } from '../text.ts';
import { email, instant, knownEmail, opaqueToken, role, singleLine, uuid } from '../values.ts';
import { dangerousProblems, newPassword } from './passwords.ts';

export const register = operation({
  operationId: 'register',
  service: 'auth',
  summary:
    'Registers an account. A known e-mail address gets the same answer, and nothing changes, except that an invitation of the address replaces an unverified account. With the code of a person, the account takes the id and the role of that person, and replaces no account. The policy of the installation may require an invitation.',
  method: 'POST',
  path: '/auth/register',
  edgePath: '/api/auth/register',
  access: { edge: 'public' },
  body: z.strictObject({
    email,
    password: newPassword,
    name: singleLine(200),
    invitationToken: opaqueToken
      .optional()
      .describe(
        'The token of an invitation, or the code of a person: 16 letters and digits, in any case, with or without hyphens.',
      ),
  }),
  success: {
    201: z.strictObject({ id: uuid, email: knownEmail, name: shownLabel(), role }).meta({ id: 'Account' }),
  },
  problems: [
    'registration-closed',
    'password-unacceptable',
    'invitation-invalid',
    'address-has-account',
    'authentication-busy',
    'rate-limit-unavailable',
  ],
});

export const invite = operation({
  operationId: 'invite',
  service: 'auth',
  summary:
    'Invites a person to register with a role. Only this answer contains the invitation token. The invitation stops working when its maker may no longer grant the role.',
  method: 'POST',
  path: '/auth/invitations',
  edgePath: '/api/auth/invitations',
  access: { edge: ['admin'] },
  body: z.strictObject({ email, role }),
  success: {
    201: z
      .strictObject({ id: uuid, invitationToken: opaqueToken, expiresAt: instant })
      .meta({ id: 'Invitation' }),
  },
  problems: ['invitation-limit-reached', ...dangerousProblems],
});

export const managedAccount = z
  .strictObject({
    id: uuid,
    email: knownEmail,
    name: shownLabel(),
    role,
    disabled: z.boolean().describe('A disabled account cannot sign in.'),
    verified: z
      .boolean()
      .describe(
        'Whether an admin vouched for the person, by an invitation or by granting a role. An invitation for the address of an unverified account replaces the account.',
      ),
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
  priority: 'low',
  query: pageQuery.extend({ email: label({ max: 254 }).optional() }),
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

export const releaseAddress = operation({
  operationId: 'releaseAddress',
  service: 'auth',
  summary:
    'Deletes an account of the admin’s institution, so that its e-mail address can register again. The account must be unverified or disabled. All services erase its data. Admins cannot release their own address.',
  method: 'POST',
  path: '/auth/accounts/{id}/release-address',
  edgePath: '/api/auth/accounts/{id}/release-address',
  access: { edge: ['admin'] },
  params: z.strictObject({ id: uuid }),
  success: { 204: null },
  problems: ['account-not-found', 'conflict', 'password-confirmation-required'],
});

export const endAccountSessions = operation({
  operationId: 'endAccountSessions',
  service: 'auth',
  summary:
    'Ends all sessions of an account in the admin’s institution. Services reject their access tokens within seconds. The person may sign in again. Admins end their own sessions by signing out everywhere.',
  method: 'DELETE',
  path: '/auth/accounts/{id}/sessions',
  edgePath: '/api/auth/accounts/{id}/sessions',
  access: { edge: ['admin'] },
  params: z.strictObject({ id: uuid }),
  success: { 204: null },
  problems: ['account-not-found', 'conflict', ...dangerousProblems],
});
