import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { PersonalEvent, World } from '../ports.ts';
import { writeMessage } from './write-message.ts';

/** Tells one person of what happened, once per event; nobody when the account is gone. */
export const notifyPerson = ({ unitOfWork, identifiers }: World): EventHandler<PersonalEvent> =>
  oncePerEvent(unitOfWork, async (event, { members, notifications }) => {
    const { id: eventId, institutionId } = event;
    const personId = addresseeOf(event);
    if (!(await members.meet({ userId: personId, institutionId }))) return;
    const occurredAt = new Date(event.occurredAt);
    await notifications.insert({ ...writeMessage(event), eventId, institutionId, occurredAt }, [
      { id: identifiers.uuid(), personId },
    ]);
  });

const addresseeOf = ({ type, data }: PersonalEvent): string => {
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
