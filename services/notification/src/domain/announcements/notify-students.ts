import type { StudentBatch, World } from '../ports.ts';

/** Recipients of one transaction: memory and locks stay small however large the institution is. */
const studentsAtOnce = 500;

/**
 * Tells one batch of students of an announcement, and leaves the next batch to follow in the same transaction: a
 * process that dies loses nothing, and a batch done again changes nothing.
 *
 * Told are the students who had registered when it happened. Who registers later sees nothing old; whose registration
 * is merely delivered later is told by `catchUp`.
 */
export const tellStudents =
  ({ unitOfWork, identifiers }: World) =>
  ({ eventId, after }: StudentBatch): Promise<void> =>
    unitOfWork.run(async ({ announcements, members, notifications, jobs }) => {
      const announcement = await announcements.find(eventId);
      if (announcement === undefined) return;
      const students = await members.listStudents({
        institutionId: announcement.institutionId,
        registeredUntil: announcement.occurredAt,
        after,
        limit: studentsAtOnce,
      });
      await notifications.insert(
        announcement,
        students.map((personId) => ({ id: identifiers.uuid(), personId })),
      );
      const last = students.at(-1);
      if (last !== undefined && students.length === studentsAtOnce)
        await jobs.tellStudents({ eventId, after: last });
    });
