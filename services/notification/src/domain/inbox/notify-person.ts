import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { InboxRepositories, PersonalEvent } from './ports.ts';
import { forgottenDocument, resultForGuardian, writeMessage } from './write-message.ts';

export type NotifyPersonDeps = {
  readonly unitOfWork: UnitOfWork<InboxRepositories>;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

/**
 * Notifies one person of an event, unless the person's account was deleted. The guardians of a student are
 * notified of the results as well.
 */
export const notifyPerson = ({ unitOfWork, identifiers }: NotifyPersonDeps): EventHandler<PersonalEvent> =>
  oncePerEvent(unitOfWork, async (event, repositories) => {
    const { members, documents, notifications } = repositories;
    const { id: eventId, institutionId } = event;
    const personId = recipientOf(event);
    if (!(await members.lockUnlessErased({ userId: personId, institutionId }))) return;
    const occurredAt = new Date(event.occurredAt);
    const message = writeMessage(event);
    const text = (await documents.isForgotten(message.subject, personId)) ? forgottenDocument : {};
    await notifications.insert({ ...message, ...text, eventId, institutionId, occurredAt }, [
      { id: identifiers.uuid(), personId },
    ]);
    if (event.type === 'attempt.graded') await notifyGuardians(repositories, event, identifiers);
  });

const notifyGuardians = async (
  { members, notifications }: Pick<InboxRepositories, 'members' | 'notifications'>,
  event: EnvelopeOf<'attempt.graded'>,
  identifiers: NotifyPersonDeps['identifiers'],
): Promise<void> => {
  const { id: eventId, institutionId } = event;
  const message = {
    ...resultForGuardian(event),
    eventId,
    institutionId,
    occurredAt: new Date(event.occurredAt),
  };
  for (const personId of await members.listGuardians({ userId: event.data.studentId, institutionId }))
    if (await members.lockUnlessErased({ userId: personId, institutionId }))
      await notifications.insert(message, [{ id: identifiers.uuid(), personId }]);
};

const recipientOf = ({ type, data }: PersonalEvent): string => {
  switch (type) {
    case 'document.ready':
    case 'document.failed':
      return data.ownerId;
    case 'attempt.graded':
    case 'appeal.decided':
      return data.studentId;
    case 'security.alert':
      return data.userId;
  }
};
