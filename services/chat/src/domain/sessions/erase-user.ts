import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '../ports.ts';

/** Erases everything a deleted user asked, was told and used, once per event. */
export const forgetUser = ({
  unitOfWork,
}: {
  unitOfWork: UnitOfWork;
}): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async (event, { sessions, tokenUse }) => {
    await sessions.removeAllOf(event.data.userId);
    await tokenUse.removeAllOf(event.data.userId);
  });
