import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import { writeMessage } from '../inbox/write-message.ts';
import type { PublicEvent, World } from '../ports.ts';

/** Notes what all students of an institution are to be told; telling them follows in batches. Once per event. */
export const announce = ({ unitOfWork }: World): EventHandler<PublicEvent> =>
  oncePerEvent(unitOfWork, async (event, { announcements, jobs }) => {
    const { id: eventId, institutionId } = event;
    const occurredAt = new Date(event.occurredAt);
    await announcements.insert({ ...writeMessage(event), eventId, institutionId, occurredAt });
    await jobs.tellStudents({ eventId, after: null });
  });
