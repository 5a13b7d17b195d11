import { z } from 'zod';
import { operation } from '../operation.ts';
import { shownIdentifier, shownLabel } from '../text.ts';
import { roles, uuid } from '../values.ts';

const personParams = z.strictObject({ id: uuid });

const accessibilityNeeds = z
  .strictObject({
    extraTimeFactor: z.number().describe('Multiplies the time of an exam: from 1 to 3.'),
    largeText: z.boolean(),
    readAloud: z.boolean().describe('Whether texts are read aloud to the person.'),
  })
  .meta({ id: 'AccessibilityNeeds' });

const person = z
  .strictObject({
    id: uuid,
    name: shownLabel().describe('The name that the person prefers. Empty until a name is known.'),
    registeredName: shownLabel().nullable().describe('The name of the registration.'),
    locale: shownIdentifier().describe('A BCP 47 language tag.'),
    timeZone: shownIdentifier().describe('An IANA time zone name.'),
    needs: accessibilityNeeds,
  })
  .meta({ id: 'Person' });

export const readPerson = operation({
  operationId: 'readPerson',
  service: 'user',
  summary:
    'Returns a person to the person, to the current teachers of the person’s classes, and to admins of the institution and of the units above these classes.',
  method: 'GET',
  path: '/users/people/{id}',
  edgePath: '/api/users/people/{id}',
  access: { edge: roles },
  params: personParams,
  success: { 200: person },
  problems: ['person-not-found'],
});

export const changeNeeds = operation({
  operationId: 'changeNeeds',
  service: 'user',
  summary:
    'Changes the accessibility needs of a person. Extra time is granted by admins and teachers of the person’s classes.',
  method: 'PATCH',
  path: '/users/people/{id}/needs',
  edgePath: '/api/users/people/{id}/needs',
  access: { edge: roles },
  params: personParams,
  body: z.strictObject({
    extraTimeFactor: z.number().min(1).max(3).multipleOf(0.01).optional(),
    largeText: z.boolean().optional(),
    readAloud: z.boolean().optional(),
  }),
  success: { 200: person },
  problems: ['person-not-found', 'forbidden'],
});

/** Maximum number of people in one call of `readDisplayNames`. */
const maxDisplayNames = 200;

export const readDisplayNames = operation({
  operationId: 'readDisplayNames',
  service: 'user',
  summary: `Returns the names of up to ${maxDisplayNames} people of an institution. Unknown and erased people are left out. Only services may call this.`,
  method: 'POST',
  path: '/internal/display-names',
  access: { services: ['exam', 'notification'] },
  body: z.strictObject({ institutionId: uuid, ids: z.array(uuid).max(maxDisplayNames) }),
  success: {
    200: z
      .strictObject({ items: z.array(z.strictObject({ id: uuid, name: shownLabel() })) })
      .meta({ id: 'DisplayNames' }),
  },
  problems: [],
});

/** Maximum number of people in one answer of `listExtraTimes`. */
export const maxExtraTimesPerPage = 500;

export const listExtraTimes = operation({
  operationId: 'listExtraTimes',
  service: 'user',
  summary: `Returns up to ${maxExtraTimesPerPage} people whose extra time was ever changed, in the order of their ids, with the factor. Only the service exam may call this.`,
  method: 'POST',
  path: '/internal/extra-times',
  access: { services: ['exam'] },
  body: z.strictObject({
    after: uuid.optional().describe('The id after which the page begins; absent: the first page.'),
  }),
  success: {
    200: z
      .strictObject({
        items: z.array(
          z.strictObject({
            personId: uuid,
            institutionId: uuid,
            factor: z.number(),
            version: z.int().describe('Grows by one with each change.'),
          }),
        ),
        next: uuid.nullable().describe('`after` of the next page; null on the last page.'),
      })
      .meta({ id: 'ExtraTimes' }),
  },
  problems: [],
});
