import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { instant, role, roles, serviceNames, uuid } from '../values.ts';
import { givenPassword, newPassword, tokens } from './accounts.ts';

/** How sessions end: by their owner, by an admin, and how every service learns of it. */

/** Longest life of an access token in seconds; auth may be told to give shorter ones. */
export const accessTokenMaxSeconds = 900;
/** Difference between two clocks that is forgiven, in seconds. */
export const clockSkewSeconds = 30;
/** How long an ended session is told of: until no token of it can be accepted, and the skew once more for good measure. */
export const revocationSeconds = accessTokenMaxSeconds + 2 * clockSkewSeconds;

export const signOutEverywhere = operation({
  operationId: 'signOutEverywhere',
  service: 'auth',
  summary:
    'Ends every session of the caller, this one too. Access tokens given before are refused within seconds.',
  method: 'POST',
  path: '/auth/logout-all',
  edgePath: '/api/auth/logout-all',
  access: { edge: roles },
  success: { 204: null },
  problems: [],
});

export const changePassword = operation({
  operationId: 'changePassword',
  service: 'auth',
  summary:
    'Changes the caller’s password, ends every session of the account, and opens a new one here. Guessing is slowed: 429 with Retry-After.',
  method: 'POST',
  path: '/auth/password',
  edgePath: '/api/auth/password',
  access: { edge: roles },
  body: z.strictObject({
    currentPassword: givenPassword,
    newPassword,
  }),
  success: { 200: tokens },
  problems: ['credentials-invalid', 'password-unacceptable', 'authentication-busy', 'rate-limit-unavailable'],
});

export const managedAccount = z
  .strictObject({
    id: uuid,
    email: z.string(),
    name: z.string(),
    role,
    disabled: z.boolean().describe('Nobody can sign in to a disabled account.'),
    createdAt: instant,
  })
  .meta({ id: 'ManagedAccount' });

export const listAccounts = operation({
  operationId: 'listAccounts',
  service: 'auth',
  summary: 'The accounts of the admin’s own institution, newest first; with `email` the one of that address.',
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
    'Gives an account of the admin’s own institution another role, or disables or enables it; its sessions end. Nobody changes the own account.',
  method: 'PATCH',
  path: '/auth/accounts/{id}',
  edgePath: '/api/auth/accounts/{id}',
  access: { edge: ['admin'] },
  params: z.strictObject({ id: uuid }),
  body: z.strictObject({ role: role.optional(), disabled: z.boolean().optional() }),
  success: { 200: managedAccount },
  problems: ['account-not-found', 'conflict'],
});

export const readRevocations = operation({
  operationId: 'readRevocations',
  service: 'auth',
  summary:
    'Sessions that ended so lately that access tokens of them may still be about, and the keys that are published now. Every process asks every second.',
  method: 'GET',
  path: '/internal/revocations',
  access: { services: serviceNames },
  query: z.strictObject({
    since: instant
      .optional()
      .describe('`asOf` of an earlier answer: what was told until then need not be told again.'),
    limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
    cursor: z.string().min(1).max(200).optional(),
  }),
  success: {
    200: z
      .strictObject({
        asOf: instant,
        sessions: z.array(uuid).describe('The `sid` of the tokens to refuse.'),
        keyIds: z.array(z.string()),
        nextCursor: z.string().nullable(),
      })
      .meta({ id: 'Revocations' }),
  },
  routine: true,
  problems: [],
});
