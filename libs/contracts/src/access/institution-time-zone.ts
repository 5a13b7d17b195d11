import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier, shownIdentifier } from '../text.ts';
import { roles, uuid } from '../values.ts';

/** UTC is no name of `Intl.supportedValuesOf` in every version of Node. */
const timeZones: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

/** The time zone of an institution that has not chosen one. */
export const defaultTimeZone = 'UTC';

const institutionTimeZone = z
  .strictObject({
    timeZone: shownIdentifier().describe(
      'An IANA time zone name. The days of classes, enrolments and roles in units begin at its midnight.',
    ),
    version: z.int().describe('Grows by one with each change; 0 while the time zone is the default, UTC.'),
    changedBy: uuid.nullable().describe('The admin who changed the time zone last; null for the default.'),
  })
  .meta({ id: 'InstitutionTimeZone' });

export const readInstitutionTimeZone = operation({
  operationId: 'readInstitutionTimeZone',
  service: 'user',
  summary: 'Returns the time zone in which the days of the institution begin.',
  method: 'GET',
  path: '/users/institution-time-zone',
  edgePath: '/api/users/institution-time-zone',
  access: { edge: roles },
  success: { 200: institutionTimeZone },
  problems: [],
});

export const changeInstitutionTimeZone = operation({
  operationId: 'changeInstitutionTimeZone',
  service: 'user',
  summary:
    'Changes the time zone in which the days of the institution begin. Stored days stay the same days. Only admins may do this.',
  method: 'PUT',
  path: '/users/institution-time-zone',
  edgePath: '/api/users/institution-time-zone',
  access: { edge: ['admin'] },
  body: z.strictObject({
    timeZone: identifier({ max: 64 }).refine((name) => timeZones.has(name), 'must be an IANA time zone name'),
  }),
  success: { 200: institutionTimeZone },
  problems: [],
});
