import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncementRepositories, StudentBatch } from './ports.ts';

/** Recipients of one transaction. The bound limits memory and locks, whatever the size of the institution. */
const maxStudentsPerBatch = 500;

export type NotifyStudentsDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<AnnouncementRepositories, 'announcements' | 'members' | 'notifications' | 'jobs'>
  >;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  readonly clock: Clock;
};

/**
 * Notifies one batch of students of an announcement and enqueues the next batch in the same transaction.
 * A process that dies therefore loses nothing, and a repeated batch changes nothing.
 *
 * Notifies students of the audience who registered before the event. A student who registers later sees no
 * old announcements. When the registration or the enrolment is delivered later, `catchUp` notifies the
 * student.
 */
export const notifyStudents =
  ({ unitOfWork, identifiers, clock }: NotifyStudentsDeps) =>
  ({ eventId, after }: StudentBatch): Promise<void> =>
    unitOfWork.run(async ({ announcements, members, notifications, jobs }) => {
      const announcement = await announcements.find(eventId);
      if (announcement === undefined) return;
      const students = await members.listStudents({
        institutionId: announcement.institutionId,
        audience: announcement.audience,
        now: clock.now(),
        registeredUntil: announcement.occurredAt,
        after,
        limit: maxStudentsPerBatch,
      });
      await notifications.insert(
        announcement,
        students.map((personId) => ({ id: identifiers.uuid(), personId })),
      );
      const last = students.at(-1);
      if (last !== undefined && students.length === maxStudentsPerBatch)
        await jobs.notifyStudents({ eventId, after: last });
    });
