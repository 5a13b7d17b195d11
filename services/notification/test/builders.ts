import { randomUUID } from 'node:crypto';
import { publishers } from '@ai-teacher/contracts/event-delivery.ts';
import {
  type EnvelopeOf,
  type EventDataOf,
  type EventEnvelope,
  type EventType,
  eventEnvelope,
} from '@ai-teacher/contracts/events.ts';
import { receiveNotificationEvent } from '@ai-teacher/contracts/notification/events.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { AppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';

type Around = { institutionId?: string; occurredAt?: string };

/** An instant of the day on which the events of these tests occur. */
export const at = (time: string): string => `2026-03-02T${time}:00.000Z`;

export const event = <Type extends EventType>(
  type: Type,
  data: EventDataOf<Type>,
  { institutionId = defaultInstitutionId, occurredAt = at('09:00') }: Around = {},
) =>
  eventEnvelope.parse({
    id: randomUUID(),
    type,
    occurredAt,
    requestId: randomUUID(),
    traceparent: null,
    institutionId,
    subject: randomUUID(),
    data,
  }) as EnvelopeOf<Type>;

export const registrationOf = ({ userId, role, institutionId }: TestUser, occurredAt = at('08:00')) =>
  event(
    'user.registered',
    { userId, role, name: 'Sam Lee', email: 'sam@school.example' },
    { institutionId, occurredAt },
  );

export const deletionOf = ({ userId, institutionId }: TestUser) =>
  event('user.deleted', { userId }, { institutionId, occurredAt: at('20:00') });

export const documentReady = (owner: TestUser, { title = 'Land and sky', occurredAt = at('09:00') } = {}) =>
  event(
    'document.ready',
    { documentId: randomUUID(), ownerId: owner.userId, title, pages: 15 },
    { institutionId: owner.institutionId, occurredAt },
  );

export const examPublished = ({
  title = 'Rivers',
  opensAt = null,
  closesAt = null,
  audience,
  ...around
}: {
  title?: string;
  opensAt?: string | null;
  closesAt?: string | null;
  audience?: EventDataOf<'exam.published'>['audience'];
} & Around = {}) =>
  event(
    'exam.published',
    {
      ...{ examId: randomUUID(), teacherId: randomUUID(), title, opensAt, closesAt },
      ...(audience === undefined ? {} : { audience }),
    },
    around,
  );

const always = { from: '2020-01-01', until: '2120-01-01' };

/** A class in a unit below a unit. */
export const aClassIn = (
  institutionId: string,
  { classId = randomUUID(), units = [randomUUID(), randomUUID()], version = 1 } = {},
) =>
  event(
    'class.changed',
    {
      ...{ classId, unitPath: units.map((unitId) => ({ unitId, version })) },
      ...{ ...always, archived: false, version },
    },
    { institutionId },
  );

export const enrolmentOf = (
  { userId: personId, institutionId }: TestUser,
  classId: string,
  given: {
    from?: string;
    until?: string | null;
    enrolmentId?: string;
    version?: number;
    role?: 'teacher';
  } = {},
) =>
  event(
    'enrolment.changed',
    {
      ...{ enrolmentId: randomUUID(), classId, personId, role: 'student' as const },
      ...{ from: always.from, until: null, version: 1, ...given },
    },
    { institutionId },
  );

/** Delivers an event in the name of its publisher. */
export const deliver = (app: AppClient, body: EventEnvelope) =>
  app.call(receiveNotificationEvent, { from: publishers[body.type], body });

export type ShownNotification = {
  id: string;
  type: string;
  title: string;
  body: string;
  codedText?: { readonly code: string; readonly name?: string };
  subject: string;
  createdAt: string;
  readAt: string | null;
};

/** The notifications of a user, newest first. */
export const notificationsOf = async (app: AppClient, as: TestUser): Promise<ShownNotification[]> =>
  (await app.call(listNotifications, { as, query: { limit: 100 } })).body.items;
