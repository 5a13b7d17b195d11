import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { World } from './ports.ts';

/** Erases the profile of somebody whose account is gone, once per event, and keeps it from being made again. */
export const forgetUser =
  ({ unitOfWork }: World) =>
  (event: EnvelopeOf<'user.deleted'>): Promise<void> =>
    unitOfWork.run(async ({ inbox, profiles }) => {
      if (!(await inbox.markSeen(event))) return;
      const { institutionId, occurredAt, data } = event;
      await profiles.erase({ id: data.userId, institutionId, at: new Date(occurredAt) });
    });
