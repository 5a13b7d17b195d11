import { z } from 'zod';
import { enrolmentRole, instant, roles, uuid } from '../values.ts';
import { audienceEntry } from './audience.ts';

/** The rules that decide about reading a document or an exam. `libs/access` and exam decide by them. */
export const accessRule = z
  .enum([
    'owner',
    'institution-admin',
    'unit-admin',
    'institution',
    'class',
    'unit',
    'attempt',
    'excluded',
    'private',
    'not-shared',
    'membership-ended',
    'other-institution',
    'not-accessible',
  ])
  .meta({ id: 'AccessRule' });

export const accessRuleText =
  'Allowed: `owner`, `institution-admin`, `unit-admin` (they oversee what is shared below them), `institution`, `class`, `unit` (a membership), `attempt` (an own attempt at the exam). Denied: `excluded` (withheld from a class or unit, which beats every permission of a membership), `private` (not shared, or a draft), `not-shared` (with no class or unit of the person), `membership-ended`, `other-institution`, and `not-accessible`: no rule allows it, or it does not exist.';

/** The enrolment that makes a person a member of a class, and of the units above the class. */
export const carryingEnrolment = z.strictObject({ enrolmentId: uuid, classId: uuid, role: enrolmentRole });

/** The rule by which the service that holds a resource decides about a person. */
export const accessDecision = z
  .strictObject({
    allowed: z.boolean(),
    rule: accessRule.describe(accessRuleText),
    place: audienceEntry.nullable().describe('The class, unit or institution that decides.'),
    enrolment: carryingEnrolment.nullable().describe('The enrolment that carries the membership.'),
    overruled: audienceEntry.nullable().describe('The permission that `excluded` beats.'),
    since: instant.nullable().describe('When the rule began to decide; null when that is not known.'),
  })
  .meta({ id: 'AccessDecision' });

/** The person of a question about access. The service user knows the role of the account. */
export const askedPerson = z.strictObject({ personId: uuid, role: z.enum(roles) });
