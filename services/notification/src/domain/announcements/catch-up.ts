import type { Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncementRepositories } from './ports.ts';

/** Announcements of one transaction. */
const maxAnnouncementsPerBatch = 100;

export type CatchUpDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<AnnouncementRepositories, 'announcements' | 'members' | 'notifications'>
  >;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

/**
 * Notifies a student of announcements between the registration and the arrival of the registration event. The
 * events of two services may arrive in any order. The job runs after the registration is committed, so it
 * finds every announcement that missed the student.
 */
export const catchUp =
  (deps: CatchUpDeps) =>
  async ({ userId }: { userId: string }): Promise<void> => {
    let place: PlaceInTime | undefined;
    do place = await notifyOfNextBatch(deps, userId, place);
    while (place !== undefined);
  };

/** @returns the place of the last announcement of the batch; undefined at the end of the list. */
const notifyOfNextBatch = (
  { unitOfWork, identifiers }: CatchUpDeps,
  userId: string,
  after: PlaceInTime | undefined,
): Promise<PlaceInTime | undefined> =>
  unitOfWork.run(async ({ members, announcements, notifications }) => {
    const student = await members.findStudent(userId);
    if (student === undefined) return undefined;
    const missed = await announcements.listSince({
      institutionId: student.institutionId,
      since: student.registeredAt,
      after,
      limit: maxAnnouncementsPerBatch,
    });
    for (const announcement of missed)
      await notifications.insert(announcement, [{ id: identifiers.uuid(), personId: userId }]);
    const last = missed.at(-1);
    return last === undefined || missed.length < maxAnnouncementsPerBatch
      ? undefined
      : { at: last.occurredAt, id: last.eventId };
  });
