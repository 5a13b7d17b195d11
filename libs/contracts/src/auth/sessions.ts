import { z } from 'zod';
import { operation } from '../operation.ts';
import { instant, opaqueToken, roles, serviceNames, uuid } from '../values.ts';
import { givenPassword, newPassword } from './passwords.ts';

/** How sessions end: by their owner, by an admin, and how every service learns of it. */

/** Longest life of an access token in seconds; auth may be told to give shorter ones. */
export const maxAccessTokenSeconds = 900;
/** Difference between two clocks that is forgiven, in seconds. */
export const clockSkewSeconds = 30;
/** How long an ended session is told of: until no token of it can be accepted, and the skew once more for good measure. */
export const revocationSeconds = maxAccessTokenSeconds + 2 * clockSkewSeconds;

export const tokens = z
  .strictObject({
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
    refreshToken: z.string(),
  })
  .meta({ id: 'Tokens' });

export const signIn = operation({
  operationId: 'signIn',
  service: 'auth',
  summary:
    'Exchanges e-mail and password for an access token and a refresh token. Guessing at one account is slowed: 429 with Retry-After.',
  method: 'POST',
  path: '/auth/login',
  edgePath: '/api/auth/login',
  access: { edge: 'public' },
  body: z.strictObject({
    email: z.string().trim().min(1).max(254),
    password: givenPassword,
  }),
  success: { 200: tokens },
  problems: ['credentials-invalid', 'authentication-busy', 'rate-limit-unavailable'],
});

export const refreshTokens = operation({
  operationId: 'refreshTokens',
  service: 'auth',
  summary: 'Rotates a refresh token. Presenting a used one again ends its whole family.',
  method: 'POST',
  path: '/auth/refresh',
  edgePath: '/api/auth/refresh',
  access: { edge: 'public' },
  body: z.strictObject({ refreshToken: opaqueToken }),
  success: { 200: tokens },
  problems: ['refresh-token-invalid'],
});

export const signOut = operation({
  operationId: 'signOut',
  service: 'auth',
  summary:
    'Ends the session of the refresh token given, when it is the caller’s. Its access tokens are refused within seconds.',
  method: 'POST',
  path: '/auth/logout',
  edgePath: '/api/auth/logout',
  access: { edge: ['student', 'teacher', 'admin'] },
  body: z.strictObject({ refreshToken: opaqueToken }),
  success: { 204: null },
  problems: [],
});

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
