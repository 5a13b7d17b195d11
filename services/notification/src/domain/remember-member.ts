import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { World } from './ports.ts';

/** Remembers who belongs to which institution, once per event; a student is then told of what was missed meanwhile. */
export const rememberMember =
  ({ unitOfWork }: World) =>
  (event: EnvelopeOf<'user.registered'>): Promise<void> =>
    unitOfWork.run(async ({ inbox, members, jobs }) => {
      if (!(await inbox.markSeen(event))) return;
      const { institutionId, occurredAt, data } = event;
      const { userId, role } = data;
      await members.register({ userId, institutionId, role, registeredAt: new Date(occurredAt) });
      if (role === 'student') await jobs.catchUp({ userId });
    });
