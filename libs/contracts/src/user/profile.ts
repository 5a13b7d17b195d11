import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier, shownIdentifier, shownLabel } from '../text.ts';
import { knownEmail, role, roles, singleLine, uuid } from '../values.ts';
import { isLocale } from './names.ts';

/** Rejects offsets such as `+02:00`. Intl accepts offsets, but an offset has no daylight saving time. */
const isTimeZone = (text: string): boolean => {
  try {
    return (
      /^[A-Za-z]/.test(text) &&
      new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone.length > 0
    );
  } catch {
    return false;
  }
};

export const profile = z
  .strictObject({
    id: uuid,
    name: shownLabel().describe('Empty until the registration event arrives or the user sets a name.'),
    email: knownEmail.optional(),
    role,
    locale: identifier().describe('A BCP 47 language tag.'),
    timeZone: identifier().describe('An IANA time zone name.'),
    institutionId: uuid,
    tracesUrl: shownIdentifier()
      .optional()
      .describe('Address of Jaeger’s pages. Present for admins of a deployment that has set it.'),
  })
  .meta({ id: 'Profile' });

export const readMe = operation({
  operationId: 'readMe',
  service: 'user',
  summary:
    'Returns the caller’s profile. Creates the profile when the registration event has not arrived yet.',
  method: 'GET',
  path: '/users/me',
  edgePath: '/api/users/me',
  access: { edge: roles },
  success: { 200: profile },
  problems: [],
});

export const changeMe = operation({
  operationId: 'changeMe',
  service: 'user',
  summary: 'Changes the caller’s name, locale or time zone.',
  method: 'PATCH',
  path: '/users/me',
  edgePath: '/api/users/me',
  access: { edge: roles },
  body: z.strictObject({
    name: singleLine(200).optional(),
    locale: identifier({ max: 35 }).refine(isLocale, 'must be a BCP 47 language tag').optional(),
    timeZone: identifier({ max: 64 }).refine(isTimeZone, 'must be an IANA time zone name').optional(),
  }),
  success: { 200: profile },
  problems: [],
});
