import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncedEvent } from '../inbox/ports.ts';
import { writeMessage } from '../inbox/write-message.ts';
import type { AnnouncementRepositories } from './ports.ts';

export type AnnounceDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AnnouncementRepositories, 'inbox' | 'announcements' | 'jobs'>>;
};

/** Stores a message for all students of an institution. Jobs notify the students in batches. */
export const announce = ({ unitOfWork }: AnnounceDeps): EventHandler<AnnouncedEvent> =>
  oncePerEvent(unitOfWork, async (event, { announcements, jobs }) => {
    const { id: eventId, institutionId } = event;
    const occurredAt = new Date(event.occurredAt);
    await announcements.insert({ ...writeMessage(event), eventId, institutionId, occurredAt });
    await jobs.notifyStudents({ eventId, after: null });
  });
