import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { NotifyPersonDeps } from './notify-person.ts';
import type { AdminEvent } from './ports.ts';
import { forgottenAdmin, writeMessage } from './write-message.ts';

/** Recipients of one statement. An institution has few admins, so one transaction notifies all of them. */
const maxAdminsPerBatch = 500;

/**
 * Notifies all other admins of an institution of a new admin, or of what an admin changed. The name of an
 * account that was erased meanwhile is left out.
 */
export const notifyAdmins = ({ unitOfWork, identifiers }: NotifyPersonDeps): EventHandler<AdminEvent> =>
  oncePerEvent(unitOfWork, async (event, { members, notifications }) => {
    const { id: eventId, institutionId } = event;
    const isKnown = await members.lockUnlessErased({ userId: event.data.userId, institutionId });
    const message = {
      ...writeMessage(event),
      ...(isKnown ? {} : forgottenAdmin),
      eventId,
      institutionId,
      occurredAt: new Date(event.occurredAt),
    };
    let after: string | null = null;
    do {
      const admins: string[] = await members.listAdmins({ institutionId, after, limit: maxAdminsPerBatch });
      const others = admins.filter((personId) => personId !== event.data.userId);
      await notifications.insert(
        message,
        others.map((personId) => ({ id: identifiers.uuid(), personId })),
      );
      after = admins.length === maxAdminsPerBatch ? (admins.at(-1) ?? null) : null;
    } while (after !== null);
  });
