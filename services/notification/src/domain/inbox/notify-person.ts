import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { InboxRepositories, PersonalEvent } from './ports.ts';
import { forgottenDocument, writeMessage } from './write-message.ts';

export type NotifyPersonDeps = {
  readonly unitOfWork: UnitOfWork<InboxRepositories>;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

/** Notifies one person of an event, unless the person's account was deleted. */
export const notifyPerson = ({ unitOfWork, identifiers }: NotifyPersonDeps): EventHandler<PersonalEvent> =>
  oncePerEvent(unitOfWork, async (event, { members, documents, notifications }) => {
    const { id: eventId, institutionId } = event;
    const personId = recipientOf(event);
    if (!(await members.lockUnlessErased({ userId: personId, institutionId }))) return;
    const occurredAt = new Date(event.occurredAt);
    const message = writeMessage(event);
    const text = (await documents.isForgotten(message.subject, personId)) ? forgottenDocument : {};
    await notifications.insert({ ...message, ...text, eventId, institutionId, occurredAt }, [
      { id: identifiers.uuid(), personId },
    ]);
  });

const recipientOf = ({ type, data }: PersonalEvent): string => {
  switch (type) {
    case 'document.ready':
    case 'document.failed':
      return data.ownerId;
    case 'attempt.graded':
      return data.studentId;
    case 'security.alert':
      return data.userId;
  }
};
