import { z } from 'zod';
import { operation } from '../operation.ts';
import { cursor, queryNumber } from '../pagination.ts';
import { identifier, label, shownIdentifier } from '../text.ts';
import { instant, opaqueToken, roles, storingServices, uuid } from '../values.ts';
import { newPassword, passwordToVerify } from './passwords.ts';

/** Maximum lifetime of an access token in seconds. `ACCESS_TOKEN_SECONDS` of auth may shorten it. */
export const maxAccessTokenSeconds = 900;
/** Tolerated difference between two clocks, in seconds. */
export const clockSkewSeconds = 30;
/**
 * How long an ended session stays in the list of revocations: until none of its tokens can be accepted.
 * The second clock skew is a safety margin.
 */
export const revocationSeconds = maxAccessTokenSeconds + 2 * clockSkewSeconds;

export const tokens = z
  .strictObject({
    accessToken: identifier({ max: 4_096 }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
    refreshToken: opaqueToken,
  })
  .meta({ id: 'Tokens' });

export const signIn = operation({
  operationId: 'signIn',
  service: 'auth',
  summary:
    'Exchanges an e-mail address and a password for an access token and a refresh token. A sign-in beyond the maximum number of live sessions ends the one that was used least recently. Repeated guesses at one account get 429 with Retry-After.',
  method: 'POST',
  path: '/auth/login',
  edgePath: '/api/auth/login',
  access: { edge: 'public' },
  priority: 'high',
  body: z.strictObject({
    email: label({ max: 254 }),
    password: passwordToVerify,
    refreshToken: opaqueToken
      .optional()
      .describe(
        'The current refresh token of a live session of this account. Attempts of this device are then counted apart from all others. The token is not used up.',
      ),
  }),
  success: { 200: tokens },
  problems: ['credentials-invalid', 'authentication-busy', 'rate-limit-unavailable'],
});

export const refreshTokens = operation({
  operationId: 'refreshTokens',
  service: 'auth',
  summary:
    'Exchanges a refresh token for new tokens. Reuse of a refresh token revokes its token family, except for a retry within 10 seconds.',
  method: 'POST',
  path: '/auth/refresh',
  edgePath: '/api/auth/refresh',
  access: { edge: 'public' },
  priority: 'high',
  body: z.strictObject({ refreshToken: opaqueToken }),
  success: { 200: tokens },
  problems: ['refresh-token-invalid'],
});

export const signOut = operation({
  operationId: 'signOut',
  service: 'auth',
  summary:
    'Ends the session of the given refresh token when the session belongs to the caller. Services reject its access tokens within seconds.',
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
    'Ends all sessions of the caller, including the current one. Services reject earlier access tokens within seconds.',
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
    'Changes the caller’s password, ends all sessions of the account, and starts a new session. Repeated guesses get 429 with Retry-After.',
  method: 'POST',
  path: '/auth/password',
  edgePath: '/api/auth/password',
  access: { edge: roles },
  body: z.strictObject({
    currentPassword: passwordToVerify,
    newPassword,
  }),
  success: { 200: tokens },
  problems: ['credentials-invalid', 'password-unacceptable', 'authentication-busy', 'rate-limit-unavailable'],
});

export const confirmPassword = operation({
  operationId: 'confirmPassword',
  service: 'auth',
  summary:
    'Confirms the caller’s password for this session. Dangerous operations of an admin need it within the last five minutes; a sign-in counts too. Repeated guesses get 429 with Retry-After.',
  method: 'POST',
  path: '/auth/password/confirm',
  edgePath: '/api/auth/password/confirm',
  access: { edge: roles },
  body: z.strictObject({ password: passwordToVerify }),
  success: {
    200: z.strictObject({ confirmedUntil: instant }).meta({ id: 'PasswordConfirmation' }),
  },
  problems: ['credentials-invalid', 'authentication-busy', 'rate-limit-unavailable'],
});

/** Maximum time for which auth holds a poll whose list has not changed, in seconds. */
export const maxRevocationWaitSeconds = 3;

export const readRevocations = operation({
  operationId: 'readRevocations',
  service: 'auth',
  summary:
    'Lists recently ended sessions whose access tokens may still be valid, and the ids of the published keys. Every process polls this. A poll with the version of the current list is answered when the list changes, at the latest after three seconds.',
  method: 'GET',
  path: '/internal/revocations',
  access: { services: storingServices },
  query: z.strictObject({
    since: instant
      .optional()
      .describe(
        '`asOf` of an earlier answer. The answer leaves out sessions that ended well before this instant.',
      ),
    limit: queryNumber({ max: 1_000, preset: 1_000 }),
    cursor: cursor.optional(),
    version: identifier()
      .optional()
      .describe(
        '`version` of an earlier answer, or `none`. While the list has this version, auth holds the answer, and answers 204 when the time is up.',
      ),
  }),
  success: {
    200: z
      .strictObject({
        asOf: instant,
        sessions: z.array(uuid).describe('The `sid` claims of the access tokens to reject.'),
        keyIds: z.array(identifier()),
        nextCursor: shownIdentifier().nullable(),
        version: identifier()
          .optional()
          .describe(
            'Version of the list. Only for requests with a version, because earlier callers reject it.',
          ),
      })
      .meta({ id: 'Revocations' }),
    204: null,
  },
  routine: true,
  problems: [],
});
