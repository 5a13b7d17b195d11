import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncementRepositories, AudienceBatch } from './ports.ts';

/** Students of one transaction. */
const maxStudentsPerBatch = 500;

export type CatchUpAudienceDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AnnouncementRepositories, 'members' | 'jobs'>>;
  readonly clock: Clock;
};

/** Lets each student of a class or unit catch up. Enqueues the next batch in the same transaction. */
export const catchUpAudience =
  ({ unitOfWork, clock }: CatchUpAudienceDeps) =>
  ({ institutionId, key, after }: AudienceBatch): Promise<void> =>
    unitOfWork.run(async ({ members, jobs }) => {
      const now = clock.now();
      const students = await members.listStudents({
        institutionId,
        audience: [key],
        registeredUntil: now,
        now,
        after,
        limit: maxStudentsPerBatch,
      });
      for (const userId of students) await jobs.catchUp({ userId });
      const last = students.at(-1);
      if (last !== undefined && students.length === maxStudentsPerBatch)
        await jobs.catchUpAudience({ institutionId, key, after: last });
    });
