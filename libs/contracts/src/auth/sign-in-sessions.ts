import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { shownLabel } from '../text.ts';
import { instant, roles, uuid } from '../values.ts';

export const signInSession = z
  .strictObject({
    id: uuid,
    createdAt: instant.describe('When the person signed in.'),
    lastUsedAt: instant.describe(
      'The sign-in or the last renewal of the access token. Requests between two renewals do not change it.',
    ),
    expiresAt: instant.describe('When the session expires, even when it is used.'),
    device: z
      .strictObject({
        browser: shownLabel().nullable().describe('The family of the browser, such as `Firefox`.'),
        operatingSystem: shownLabel().nullable().describe('Its name without a version, such as `Windows`.'),
      })
      .nullable()
      .describe('What the client of the sign-in claimed to be in `User-Agent`. Null when unknown.'),
    current: z.boolean().describe('Whether the access token of this request belongs to the session.'),
  })
  .meta({ id: 'SignInSession' });

export const listSignInSessions = operation({
  operationId: 'listSignInSessions',
  service: 'auth',
  summary:
    'Lists the caller’s sign-in sessions that have neither ended nor expired, the last used first. A session begins with a sign-in or a new password.',
  method: 'GET',
  path: '/auth/sessions',
  edgePath: '/api/auth/sessions',
  access: { edge: roles },
  priority: 'low',
  query: pageQuery,
  success: { 200: pageOf(signInSession).meta({ id: 'SignInSessions' }) },
  problems: [],
});

export const endSignInSession = operation({
  operationId: 'endSignInSession',
  service: 'auth',
  summary:
    'Ends one sign-in session of the caller, which may be the current one. Services reject its access tokens within seconds. A repeated request changes nothing.',
  method: 'DELETE',
  path: '/auth/sessions/{id}',
  edgePath: '/api/auth/sessions/{id}',
  access: { edge: roles },
  params: z.strictObject({ id: uuid }),
  success: { 204: null },
  problems: ['sign-in-session-not-found'],
});
