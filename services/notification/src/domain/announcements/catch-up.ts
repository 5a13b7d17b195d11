import { institutionKey } from '@ai-teacher/access/domain/audience.ts';
import { dayIn } from '@ai-teacher/access/domain/days/day-in.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Announcement, AnnouncementRepositories } from './ports.ts';

/** Announcements of one transaction. */
const maxAnnouncementsPerBatch = 100;

export type CatchUpDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<AnnouncementRepositories, 'announcements' | 'members' | 'notifications' | 'standings'>
  >;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
  readonly clock: Clock;
};

/**
 * Notifies a student of announcements that were stored before the registration or an enrolment of the student
 * arrived. The events of several services may arrive in any order. The job runs after the event is committed,
 * so it finds every announcement that missed the student. A repeated run inserts no notification twice.
 */
export const catchUp =
  (deps: CatchUpDeps) =>
  async ({ userId }: { userId: string }, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    let place: PlaceInTime | undefined;
    do {
      signal.throwIfAborted();
      place = await notifyOfNextBatch(deps, userId, place);
    } while (place !== undefined);
  };

/** @returns the place of the last announcement of the batch; undefined at the end of the list. */
const notifyOfNextBatch = (
  { unitOfWork, identifiers, clock }: CatchUpDeps,
  userId: string,
  after: PlaceInTime | undefined,
): Promise<PlaceInTime | undefined> =>
  unitOfWork.run(async ({ members, announcements, notifications, standings }) => {
    const student = await members.findStudent(userId);
    if (student === undefined) return undefined;
    const { institutionId, registeredAt } = student;
    const standing = await standings.of({ userId, institutionId, role: 'student' });
    const missed = await announcements.listSince({
      institutionId,
      audience: standing.memberOf,
      since: registeredAt,
      after,
      limit: maxAnnouncementsPerBatch,
    });
    for (const announcement of missed.filter((given) => isFor(given, standing, clock.now())))
      await notifications.insert(announcement, [{ id: identifiers.uuid(), personId: userId }]);
    const last = missed.at(-1);
    return last === undefined || missed.length < maxAnnouncementsPerBatch
      ? undefined
      : { at: last.occurredAt, id: last.eventId };
  });

/**
 * Whether the student has missed an announcement. A student of a class or unit has missed those since the
 * first day of the enrolment whose exam has not closed, because an enrolment can begin long before it is
 * known.
 */
const isFor = (
  { audience, closesAt, institutionId, occurredAt }: Announcement,
  { memberSince, timeZone }: Pick<Standing, 'memberSince' | 'timeZone'>,
  now: Date,
): boolean => {
  if (audience.includes(institutionKey(institutionId))) return true;
  if (closesAt !== null && closesAt <= now) return false;
  const day = dayIn(timeZone, occurredAt);
  return audience.some((key) => (memberSince[key] ?? '~') <= day);
};
