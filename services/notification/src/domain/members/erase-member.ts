import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { World } from '../ports.ts';

/** Erases everything that somebody whose account is gone was told, once per event; later events tell nobody. */
export const forgetUser = ({ unitOfWork }: World): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async (event, { members, notifications }) => {
    const { institutionId, occurredAt, data } = event;
    // The member first: whoever is writing to this person now ends before we go on, and what was written is erased.
    await members.erase({ userId: data.userId, institutionId }, new Date(occurredAt));
    await notifications.eraseOf(data.userId);
  });
