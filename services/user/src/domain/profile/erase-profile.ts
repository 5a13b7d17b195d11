import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { World } from './ports.ts';

/** Erases the profile of somebody whose account is gone, once per event, and keeps it from being made again. */
export const forgetUser = ({ unitOfWork }: World): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async (event, { profiles }) => {
    const { institutionId, occurredAt, data } = event;
    await profiles.erase({ id: data.userId, institutionId, at: new Date(occurredAt) });
  });
