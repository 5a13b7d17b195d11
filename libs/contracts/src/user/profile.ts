import { z } from 'zod';
import { operation } from '../operation.ts';
import { line, role, roles, uuid } from '../values.ts';

const isLocale = (text: string): boolean => {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
};
/** Intl takes offsets like `+02:00` for zones too: they know no summer time and are no IANA names. */
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
    name: z.string().describe('Empty until the registration, or the person, has told it.'),
    email: z.string().optional(),
    role,
    locale: z.string().describe('A BCP 47 language tag.'),
    timeZone: z.string().describe('An IANA time zone name.'),
    institutionId: uuid,
  })
  .meta({ id: 'Profile' });

export const readMe = operation({
  operationId: 'readMe',
  service: 'user',
  summary: 'The profile of the caller; made on first sight when its event has not arrived yet.',
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
  summary: 'Changes the caller’s own name, locale or time zone.',
  method: 'PATCH',
  path: '/users/me',
  edgePath: '/api/users/me',
  access: { edge: roles },
  body: z.strictObject({
    name: line(200).optional(),
    locale: z.string().min(1).max(35).refine(isLocale, 'must be a BCP 47 language tag').optional(),
    timeZone: z.string().min(1).max(64).refine(isTimeZone, 'must be an IANA time zone').optional(),
  }),
  success: { 200: profile },
  problems: [],
});
