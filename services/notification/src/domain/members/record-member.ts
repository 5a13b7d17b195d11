import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { World } from '../ports.ts';

/**
 * Remembers who belongs to which institution in which role, since when, once per event and whatever their order; a
 * student is then told of what was missed meanwhile.
 */
export const rememberMember = ({
  unitOfWork,
}: World): EventHandler<EnvelopeOf<'user.registered' | 'user.role-changed'>> =>
  oncePerEvent(unitOfWork, async (event, { members, jobs }) => {
    const { institutionId, occurredAt, data } = event;
    const { userId, role } = data;
    await members.register({ userId, institutionId, role, registeredAt: new Date(occurredAt) });
    if (role === 'student') await jobs.catchUp({ userId });
  });
