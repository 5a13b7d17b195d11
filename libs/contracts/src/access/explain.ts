import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier, shownIdentifier, shownLabel, shownText } from '../text.ts';
import { enrolmentRole, instant, roles, uuid } from '../values.ts';
import { accessRule, accessRuleText } from './decision.ts';

/** The resources about which access can be explained. */
export const resourceKinds = ['document', 'exam'] as const;
export type ResourceKind = (typeof resourceKinds)[number];

const resource = identifier({
  max: 60,
  pattern: /^(?:document|exam):[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu,
  fault: 'must be document: or exam: with an id',
}).describe('`document:ID` or `exam:ID`.');

const place = z
  .strictObject({
    kind: z.enum(['class', 'unit', 'institution']),
    id: uuid,
    name: shownLabel().nullable().describe('Null for the institution.'),
  })
  .meta({ id: 'AccessPlace' });

const accessExplanation = z
  .strictObject({
    resource: shownIdentifier(),
    personId: uuid,
    verdict: z.enum(['allowed', 'denied']),
    rule: accessRule.describe(accessRuleText),
    sentence: shownText().describe('The rule as a sentence in English.'),
    since: instant
      .nullable()
      .describe(
        'When the rule began to decide: the sharing, the membership or a move, the latest of them. Null when that is not known.',
      ),
    place: place
      .nullable()
      .describe(
        'The class, unit or institution that decides. Null without one, and when the caller may not see it.',
      ),
    enrolment: z
      .strictObject({ id: uuid, classId: uuid, classTitle: shownLabel(), role: enrolmentRole })
      .meta({ id: 'AccessEnrolment' })
      .nullable()
      .describe('The enrolment that carries the membership, when the caller may see its class.'),
    overruled: place.nullable().describe('The permission that `excluded` beats, when the caller may see it.'),
  })
  .meta({ id: 'AccessExplanation' });

export const explainAccess = operation({
  operationId: 'explainAccess',
  service: 'user',
  summary:
    'Explains which rule allows or denies a document or an exam, and since when: to the person, and about `personId` to the current teachers of the person’s classes and to admins above them. A resource that the caller may not know is answered like one that does not exist.',
  method: 'GET',
  path: '/users/access/explain',
  edgePath: '/api/users/access/explain',
  access: { edge: roles },
  priority: 'low',
  query: z.strictObject({
    resource,
    personId: uuid.optional().describe('The person; absent: the caller.'),
  }),
  success: { 200: accessExplanation },
  problems: ['person-not-found'],
});
