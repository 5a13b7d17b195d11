import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { World } from '../ports.ts';

const announcementsAtOnce = 100;

/**
 * Tells a student of what happened between the registration and the moment its event reached us: the events of two
 * services may arrive in any order. It runs after the registration is committed, so that an announcement which did not
 * find the student yet is found here.
 */
export const catchUp =
  (world: World) =>
  async ({ userId }: { userId: string }): Promise<void> => {
    let place: PlaceInTime | undefined;
    do place = await tellNext(world, userId, place);
    while (place !== undefined);
  };

/** @returns where to go on; undefined at the end. */
const tellNext = (
  { unitOfWork, identifiers }: World,
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
      limit: announcementsAtOnce,
    });
    for (const announcement of missed)
      await notifications.insert(announcement, [{ id: identifiers.uuid(), personId: userId }]);
    const last = missed.at(-1);
    return last === undefined || missed.length < announcementsAtOnce
      ? undefined
      : { at: last.occurredAt, id: last.eventId };
  });
