import { z } from 'zod';
import { audienceEntry } from './access/audience.ts';
import { maxInvitedPeople } from './auth/person-invitations.ts';
import { registrationPolicyKind } from './auth/registration-policy.ts';
import { identifier, shownIdentifier, shownLabel, shownText } from './text.ts';
import { day, enrolmentRole, instant, knownEmail, role, unitRole, uuid } from './values.ts';

const documentFailure = z.enum(['no_text', 'encrypted', 'damaged', 'rejected_resource', 'failed']);

/** A unit of the organisation, and the version of the unit that gave it its parent. */
const unitPath = z
  .array(z.strictObject({ unitId: uuid, version: z.int() }))
  .describe('From the root to the unit. Each unit is the parent of the next one.');

/** Grows with each change of the thing, so that a receiver can ignore repeated and late events. */
const version = z.int();

/**
 * The data of each event between services. An event is delivered at least once to the `POST /internal/events`
 * of each subscriber. A subscriber stores the id of the event in the transaction of the effect, so the effect
 * happens once.
 */
export const eventData = {
  'user.registered': z.strictObject({
    userId: uuid,
    email: knownEmail,
    name: shownLabel(),
    role,
  }),
  'user.role-changed': z.strictObject({ userId: uuid, role }),
  'user.disabled': z.strictObject({ userId: uuid }),
  'user.enabled': z.strictObject({ userId: uuid }),
  'user.deleted': z.strictObject({ userId: uuid }),
  /** Open invitations of people that an admin withdrew, or whose maker lost the right to make them. */
  'invitations.withdrawn': z.strictObject({
    invitations: z
      .array(
        z.strictObject({
          personId: uuid,
          expiresAt: instant.describe(
            'As in the answer of `invitePeople`: distinguishes the invitations of a person.',
          ),
        }),
      )
      .min(1)
      .max(maxInvitedPeople),
  }),
  /** An account is an admin from now on: registered as one, given the role, or enabled again. */
  'admin.added': z.strictObject({ userId: uuid, name: shownLabel() }),
  /**
   * An admin changed who may register without an invitation. `userId` and `name` are those of the admin.
   * `policy` is in force from then on.
   */
  'registration-policy.changed': z.strictObject({
    userId: uuid,
    name: shownLabel(),
    policy: registrationPolicyKind,
  }),
  'security.alert': z.strictObject({
    userId: uuid,
    kind: z.enum(['refresh-token-reused']),
  }),
  'document.ready': z.strictObject({
    documentId: uuid,
    ownerId: uuid,
    title: shownLabel(),
    pages: z.int(),
    warnings: z.array(shownText()).optional().describe('What was not read, as sentences for the owner.'),
  }),
  'document.failed': z.strictObject({
    documentId: uuid,
    ownerId: uuid,
    title: shownLabel(),
    status: documentFailure,
    problem: shownText(),
  }),
  'document.deleted': z.strictObject({ documentId: uuid }),
  'document.hidden': z.strictObject({ documentId: uuid }),
  'exam.published': z.strictObject({
    examId: uuid,
    teacherId: uuid,
    title: shownLabel(),
    opensAt: instant.nullable(),
    closesAt: instant.nullable(),
    audience: z
      .array(audienceEntry)
      .optional()
      .describe('Whom the exam is assigned to with these times. Absent: the whole institution.'),
  }),
  'attempt.graded': z.strictObject({
    attemptId: uuid,
    examId: uuid,
    studentId: uuid,
    title: shownLabel(),
    score: z.number(),
    maxScore: z.number(),
  }),
  'appeal.decided': z.strictObject({
    appealId: uuid,
    attemptId: uuid,
    examId: uuid,
    studentId: uuid,
    title: shownLabel(),
    status: z.enum(['upheld', 'changed']),
    score: z.number(),
    maxScore: z.number().describe('The points of the item.'),
  }),
  /** `until`: the day after the last day; null: until the class ends. */
  'enrolment.changed': z.strictObject({
    enrolmentId: uuid,
    classId: uuid,
    personId: uuid,
    role: enrolmentRole,
    from: day,
    until: day.nullable(),
    version,
  }),
  'class.changed': z.strictObject({
    classId: uuid,
    unitPath,
    from: day,
    until: day,
    archived: z.boolean(),
    version,
  }),
  'unit.moved': z.strictObject({ unitId: uuid, unitPath, version }),
  /** `until`: the day after the last day; null: until the role is ended. */
  'unit-role.changed': z.strictObject({
    unitRoleId: uuid,
    unitId: uuid,
    personId: uuid,
    role: unitRole,
    from: day,
    until: day.nullable(),
    version,
  }),
  'guardian.changed': z.strictObject({
    guardianLinkId: uuid,
    guardianId: uuid,
    studentId: uuid,
    ended: z.boolean(),
    version,
  }),
  'sharing-policy.changed': z.strictObject({ teachersShareWithInstitution: z.boolean(), version }),
  /** The days of the institution begin at midnight in this time zone. */
  'institution-time-zone.changed': z.strictObject({ timeZone: shownIdentifier(), version }),
  /** The extra time in the profile of a person, from 1 to 3. No other need leaves the service user. */
  'extra-time.changed': z.strictObject({ personId: uuid, factor: z.number(), version }),
  /** An import changed many facts about rights. It replaces the events of its rows. */
  'roster.applied': z.strictObject({ institutionId: uuid, rosterId: uuid, appliedAt: instant }),
} as const;

export type EventType = keyof typeof eventData;
export type EventDataOf<Type extends EventType> = z.infer<(typeof eventData)[Type]>;

/** An event before its delivery: something happened to `subject`. */
export type EventToPublish<Type extends EventType = EventType> = {
  readonly type: Type;
  readonly institutionId: string;
  readonly subject: string;
  readonly data: EventDataOf<Type>;
};

const envelopeOf = <Type extends EventType>(type: Type) =>
  z.strictObject({
    id: uuid,
    type: z.literal(type),
    occurredAt: instant,
    requestId: identifier({ max: 100 }),
    traceparent: identifier({ max: 100 }).nullable(),
    institutionId: uuid,
    subject: uuid.describe(
      'The account, person, document, exam, attempt, enrolment, class, unit, role in a unit, guardian link, import or institution that the event is about; for `document.deleted` and `document.hidden` the owner of the document; for `invitations.withdrawn` the account that made them.',
    ),
    data: eventData[type],
  });

export const eventEnvelope = z
  .discriminatedUnion('type', [
    envelopeOf('user.registered'),
    envelopeOf('user.role-changed'),
    envelopeOf('user.disabled'),
    envelopeOf('user.enabled'),
    envelopeOf('user.deleted'),
    envelopeOf('invitations.withdrawn'),
    envelopeOf('admin.added'),
    envelopeOf('registration-policy.changed'),
    envelopeOf('security.alert'),
    envelopeOf('document.ready'),
    envelopeOf('document.failed'),
    envelopeOf('document.deleted'),
    envelopeOf('document.hidden'),
    envelopeOf('exam.published'),
    envelopeOf('attempt.graded'),
    envelopeOf('appeal.decided'),
    envelopeOf('enrolment.changed'),
    envelopeOf('class.changed'),
    envelopeOf('unit.moved'),
    envelopeOf('unit-role.changed'),
    envelopeOf('guardian.changed'),
    envelopeOf('sharing-policy.changed'),
    envelopeOf('institution-time-zone.changed'),
    envelopeOf('roster.applied'),
    envelopeOf('extra-time.changed'),
  ])
  .meta({ id: 'Event' });
export type EventEnvelope = z.infer<typeof eventEnvelope>;
export type EnvelopeOf<Type extends EventType> = Extract<EventEnvelope, { type: Type }>;
