import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { World } from './ports.ts';

/** Makes the profile of somebody who registered, or fills one that was made on first sight; once per event. */
export const rememberRegistration =
  ({ unitOfWork }: World) =>
  (event: EnvelopeOf<'user.registered'>): Promise<void> =>
    unitOfWork.run(async ({ inbox, profiles }) => {
      if (!(await inbox.markSeen(event))) return;
      const { institutionId, occurredAt, data } = event;
      await profiles.fillFromRegistration({ ...data, institutionId, at: new Date(occurredAt) });
    });
