import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { World } from './ports.ts';

/** Makes the profile of somebody who registered, or fills one that was made on first sight; once per event. */
export const rememberRegistration = ({ unitOfWork }: World): EventHandler<EnvelopeOf<'user.registered'>> =>
  oncePerEvent(unitOfWork, async (event, { profiles }) => {
    const { institutionId, occurredAt, data } = event;
    await profiles.fillFromRegistration({ ...data, institutionId, at: new Date(occurredAt) });
  });
