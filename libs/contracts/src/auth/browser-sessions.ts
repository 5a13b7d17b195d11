import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier, label } from '../text.ts';
import { roles } from '../values.ts';
import { newPassword, passwordToVerify } from './passwords.ts';

/** The only path to which browsers send the cookie. The gateway removes cookies from all other requests. */
export const browserCookiePath = '/api/auth/browser';

/**
 * A page of another origin cannot send this header: browsers ask the gateway first, and it allows the header
 * to no origin.
 */
export const browserHeaders = { 'x-requested-by': 'web' } as const;

/** Tokens for a page. The refresh token is in a cookie that no script can read. */
export const browserTokens = z
  .strictObject({
    accessToken: identifier({ max: 4_096 }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
  })
  .meta({ id: 'BrowserTokens' });

const rule =
  'Needs the header `X-Requested-By: web`. The refresh token is a cookie (HttpOnly, SameSite=Strict, Secure over TLS) for `/api/auth/browser` alone and appears in no body.';

export const signInBrowser = operation({
  operationId: 'signInBrowser',
  service: 'auth',
  summary: `Exchanges an e-mail address and a password for an access token and a cookie with a refresh token. An earlier session of the cookie ends. A sign-in beyond the maximum number of live sessions ends the one that was used least recently. ${rule}`,
  method: 'POST',
  path: '/auth/browser/login',
  edgePath: '/api/auth/browser/login',
  access: { edge: 'public' },
  priority: 'high',
  requestHeaders: browserHeaders,
  body: z.strictObject({ email: label({ max: 254 }), password: passwordToVerify }),
  success: { 200: browserTokens },
  successHeaders: ['set-cookie'],
  problems: ['credentials-invalid', 'cross-site-request', 'authentication-busy', 'rate-limit-unavailable'],
});

export const refreshBrowser = operation({
  operationId: 'refreshBrowser',
  service: 'auth',
  summary: `Exchanges the cookie for a new access token and a new cookie. Tabs that refresh concurrently get the same cookie. Reuse of an older cookie ends the session, except for a retry within 10 seconds. ${rule}`,
  method: 'POST',
  path: '/auth/browser/refresh',
  edgePath: '/api/auth/browser/refresh',
  access: { edge: 'public' },
  priority: 'high',
  requestHeaders: browserHeaders,
  success: { 200: browserTokens },
  successHeaders: ['set-cookie'],
  problems: ['refresh-token-invalid', 'cross-site-request'],
});

export const signOutBrowser = operation({
  operationId: 'signOutBrowser',
  service: 'auth',
  summary: `Ends the session of the cookie and removes the cookie. Services reject its access tokens within seconds. ${rule}`,
  method: 'POST',
  path: '/auth/browser/logout',
  edgePath: '/api/auth/browser/logout',
  access: { edge: 'public' },
  requestHeaders: browserHeaders,
  success: { 204: null },
  successHeaders: ['set-cookie'],
  problems: ['cross-site-request'],
});

export const changePasswordBrowser = operation({
  operationId: 'changePasswordBrowser',
  service: 'auth',
  summary: `Changes the caller’s password, ends all sessions of the account, and starts a new session in the cookie. An earlier session of the cookie ends. Repeated guesses get 429 with Retry-After. ${rule}`,
  method: 'POST',
  path: '/auth/browser/password',
  edgePath: '/api/auth/browser/password',
  access: { edge: roles },
  requestHeaders: browserHeaders,
  body: z.strictObject({ currentPassword: passwordToVerify, newPassword }),
  success: { 200: browserTokens },
  successHeaders: ['set-cookie'],
  problems: [
    'credentials-invalid',
    'password-unacceptable',
    'cross-site-request',
    'authentication-busy',
    'rate-limit-unavailable',
  ],
});
