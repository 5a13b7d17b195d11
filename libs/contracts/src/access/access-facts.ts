import { z } from 'zod';
import { shownIdentifier } from '../text.ts';
import { day, enrolmentRole, unitRole, uuid } from '../values.ts';

/** Grows with each change of the fact, so that a receiver can ignore repeated and late facts. */
const version = z.int();
const common = { institutionId: uuid, version };

/**
 * The facts on which every service decides about rights. The service user owns them. A period contains `from`
 * and does not contain `until`; without `until` an enrolment lasts until its class ends.
 */
export const accessFact = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('unit'), unitId: uuid, parentId: uuid.nullable(), ...common }),
    z.strictObject({
      kind: z.literal('class'),
      classId: uuid,
      unitId: uuid,
      from: day,
      until: day,
      archived: z.boolean(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('enrolment'),
      enrolmentId: uuid,
      classId: uuid,
      personId: uuid,
      role: enrolmentRole,
      from: day,
      until: day.nullable(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('unit-role'),
      unitRoleId: uuid,
      unitId: uuid,
      personId: uuid,
      role: unitRole,
      from: day,
      until: day.nullable(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('guardian'),
      guardianLinkId: uuid,
      guardianId: uuid,
      studentId: uuid,
      ended: z.boolean(),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('sharing-policy'),
      teachersShareWithInstitution: z
        .boolean()
        .describe('Whether teachers may share with the whole institution.'),
      ...common,
    }),
    z.strictObject({
      kind: z.literal('institution-time-zone'),
      timeZone: shownIdentifier().describe('An IANA time zone name. Days of the institution begin in it.'),
      ...common,
    }),
  ])
  .meta({ id: 'AccessFact' });
export type AccessFact = z.infer<typeof accessFact>;
export type FactKind = AccessFact['kind'];
export type FactOf<Kind extends FactKind> = Extract<AccessFact, { kind: Kind }>;
