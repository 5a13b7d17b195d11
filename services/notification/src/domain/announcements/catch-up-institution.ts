import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncementRepositories, InstitutionBatch, StudentBatch } from './ports.ts';

/** Announcements, and students, of one transaction. */
const maxAnnouncementsPerBatch = 100;
const maxStudentsPerBatch = 500;

export type CatchUpInstitutionDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AnnouncementRepositories, 'announcements' | 'jobs'>>;
  readonly clock: Clock;
};

/**
 * Looks for missed students of each announcement to classes or units that is still of use. An import
 * publishes no event for each enrolment, so this job runs when the facts of the import are stored. Enqueues
 * the next batch in the same transaction.
 */
export const catchUpInstitution =
  ({ unitOfWork, clock }: CatchUpInstitutionDeps) =>
  ({ institutionId, after }: InstitutionBatch): Promise<void> =>
    unitOfWork.run(async ({ announcements, jobs }) => {
      const given = await announcements.listInUse({
        institutionId,
        now: clock.now(),
        after,
        limit: maxAnnouncementsPerBatch,
      });
      for (const eventId of given) await jobs.catchUpMissed({ eventId, after: null });
      const last = given.at(-1);
      if (last !== undefined && given.length === maxAnnouncementsPerBatch)
        await jobs.catchUpInstitution({ institutionId, after: last });
    });

export type CatchUpMissedDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AnnouncementRepositories, 'announcements' | 'members' | 'jobs'>>;
  readonly clock: Clock;
};

/**
 * Lets each student of an announcement's audience catch up who has no notification of it. `catchUp` decides
 * whether the enrolment began early enough. Enqueues the next batch in the same transaction.
 */
export const catchUpMissed =
  ({ unitOfWork, clock }: CatchUpMissedDeps) =>
  ({ eventId, after }: StudentBatch): Promise<void> =>
    unitOfWork.run(async ({ announcements, members, jobs }) => {
      const announcement = await announcements.find(eventId);
      if (announcement === undefined) return;
      const students = await members.listStudents({
        institutionId: announcement.institutionId,
        audience: announcement.audience,
        registeredUntil: announcement.occurredAt,
        withoutNotificationOf: eventId,
        now: clock.now(),
        after,
        limit: maxStudentsPerBatch,
      });
      for (const userId of students) await jobs.catchUp({ userId });
      const last = students.at(-1);
      if (last !== undefined && students.length === maxStudentsPerBatch)
        await jobs.catchUpMissed({ eventId, after: last });
    });
