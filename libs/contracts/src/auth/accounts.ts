import { z } from 'zod';
import { operation } from '../operation.ts';
import { email, instant, line, role, serviceNames, uuid } from '../values.ts';

/** Length limits of a password (NIST SP 800-63B-4: at least 15 characters when it is the only factor). */
export const passwordMinCharacters = 15;
export const passwordMaxCharacters = 256;

/** A password to be looked at: whatever may once have been accepted as one. */
export const givenPassword = z
  .string()
  .min(1)
  .max(passwordMaxCharacters * 2);

export const newPassword = z
  .string()
  .max(passwordMaxCharacters * 2)
  .refine(
    (text) => [...text].length >= passwordMinCharacters,
    `must have at least ${passwordMinCharacters} characters`,
  )
  .refine(
    (text) => [...text].length <= passwordMaxCharacters,
    `must have at most ${passwordMaxCharacters} characters`,
  )
  .describe('15 to 256 characters of any kind; compared unmodified. Common passwords are refused.');

const opaqueToken = z.string().min(1).max(512);

export const tokens = z
  .strictObject({
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
    refreshToken: z.string(),
  })
  .meta({ id: 'Tokens' });

export const register = operation({
  operationId: 'register',
  service: 'auth',
  summary: 'Registers an account. For an e-mail already known the answer is the same and nothing changes.',
  method: 'POST',
  path: '/auth/register',
  edgePath: '/api/auth/register',
  access: { edge: 'public' },
  body: z.strictObject({
    email,
    password: newPassword,
    name: line(200),
    invitationToken: opaqueToken.optional(),
  }),
  success: {
    201: z.strictObject({ id: uuid, email: z.string(), name: z.string(), role }).meta({ id: 'Account' }),
  },
  problems: ['password-unacceptable', 'invitation-invalid', 'authentication-busy'],
});

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

/** A public signing key as RFC 7517 writes it (P-256, ES256). */
const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  use: z.literal('sig'),
  alg: z.literal('ES256'),
});

export const readKeySet = operation({
  operationId: 'readKeySet',
  service: 'auth',
  summary: 'The public keys that access tokens are signed with (JWKS, RFC 7517).',
  method: 'GET',
  path: '/auth/.well-known/jwks.json',
  edgePath: '/api/auth/.well-known/jwks.json',
  access: { edge: 'public', services: serviceNames },
  success: { 200: z.strictObject({ keys: z.array(publicKey) }).meta({ id: 'KeySet' }) },
  problems: [],
});

export const invite = operation({
  operationId: 'invite',
  service: 'auth',
  summary: 'Invites a person to register with a role. The token is shown once.',
  method: 'POST',
  path: '/auth/invitations',
  edgePath: '/api/auth/invitations',
  access: { edge: ['admin'] },
  body: z.strictObject({ email, role }),
  success: {
    201: z.strictObject({ invitationToken: z.string(), expiresAt: instant }).meta({ id: 'Invitation' }),
  },
  problems: [],
});
