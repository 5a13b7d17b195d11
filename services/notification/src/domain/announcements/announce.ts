import { audienceKeys } from '@ai-teacher/access/domain/audience.ts';
import { type Clock, dayMilliseconds } from '@ai-teacher/service-kit/domain/clock.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncedEvent } from '../inbox/ports.ts';
import { writeMessage } from '../inbox/write-message.ts';
import type { AnnouncementRepositories } from './ports.ts';

export type AnnounceDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AnnouncementRepositories, 'inbox' | 'announcements' | 'jobs'>>;
  readonly clock: Clock;
  readonly maxAnnouncementsPerDay: number;
};

/** The limit counts days in UTC, as `MAX_ANNOUNCEMENTS_PER_DAY` says. */
const startOfDay = (now: Date): Date => new Date(now.getTime() - (now.getTime() % dayMilliseconds));

/**
 * Stores a message for the students to whom an exam is assigned. Jobs notify the students in batches. Above
 * the limit of its author the event is refused, and its publisher delivers it again later.
 *
 * @throws Problem `too-many-announcements`.
 */
export const announce = ({
  unitOfWork,
  clock,
  maxAnnouncementsPerDay,
}: AnnounceDeps): EventHandler<AnnouncedEvent> =>
  oncePerEvent(unitOfWork, async (event, { announcements, jobs }) => {
    const { id: eventId, institutionId } = event;
    const occurredAt = new Date(event.occurredAt);
    const { teacherId: authorId } = event.data;
    const now = clock.now();
    if ((await announcements.countOf(authorId, startOfDay(now))) >= maxAnnouncementsPerDay)
      throw new Problem('too-many-announcements', {
        retryAfterSeconds: (startOfDay(now).getTime() + dayMilliseconds - now.getTime()) / 1_000,
      });
    const { audience = [{ institution: true }], closesAt } = event.data;
    const announcement = {
      ...writeMessage(event),
      eventId,
      institutionId,
      occurredAt,
      audience: audienceKeys(audience, institutionId),
      closesAt: closesAt === null ? null : new Date(closesAt),
    };
    await announcements.insert(announcement, { authorId, storedAt: now });
    await jobs.notifyStudents({ eventId, after: null });
  });
