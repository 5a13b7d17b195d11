import { classKey, unitKey } from '@ai-teacher/access/domain/audience.ts';
import { type FactEvent, factsOfEvent } from '@ai-teacher/access/domain/facts-of-event.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AnnouncementRepositories } from './ports.ts';

type RecordingRepositories = Pick<AnnouncementRepositories, 'announcements' | 'facts' | 'inbox' | 'jobs'>;

export type RecordFactsDeps = {
  readonly unitOfWork: UnitOfWork<RecordingRepositories>;
  readonly clock: Clock;
};

/**
 * Records the facts of an event about classes, units and people. Jobs then notify the students whom the facts
 * add to the audience of an announcement that was stored earlier.
 */
export const recordFacts = ({ unitOfWork, clock }: RecordFactsDeps): EventHandler<FactEvent> =>
  oncePerEvent(unitOfWork, async (event, repositories) => {
    await repositories.facts.apply(factsOfEvent(event));
    await catchUpAfter(event, repositories, clock.now());
  });

const catchUpAfter = async (
  { type, data, institutionId }: FactEvent,
  { announcements, jobs }: RecordingRepositories,
  now: Date,
): Promise<void> => {
  if (type === 'enrolment.changed') {
    if (data.role === 'student') await jobs.catchUp({ userId: data.personId });
    return;
  }
  if (type !== 'class.changed' && type !== 'unit.moved') return;
  const key = type === 'class.changed' ? classKey(data.classId) : unitKey(data.unitId);
  const audience = [key, ...data.unitPath.map(({ unitId }) => unitKey(unitId))];
  if (await announcements.existsFor(institutionId, audience, now))
    await jobs.catchUpAudience({ institutionId, key, after: null });
};
