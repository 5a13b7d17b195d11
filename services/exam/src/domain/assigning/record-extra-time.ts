import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { DefaultExtraTime, DefaultExtraTimes, Retimings } from './ports.ts';

export type RecordingRepositories = {
  readonly defaultExtraTimes: DefaultExtraTimes;
  readonly retimings: Retimings;
  readonly standings: Standings;
};

export type RecordExtraTimeDeps = {
  readonly unitOfWork: UnitOfWork<RecordingRepositories & { readonly inbox: Inbox }>;
  readonly clock: Clock;
};

/** Stores the extra time in a profile, and lets jobs compute the times of the student's exams again. */
export const recordExtraTime = ({
  unitOfWork,
  clock,
}: RecordExtraTimeDeps): EventHandler<EnvelopeOf<'extra-time.changed'>> =>
  oncePerEvent(unitOfWork, ({ institutionId, data }, repositories) => {
    const { personId: studentId, factor, version } = data;
    return storeExtraTime(repositories, { studentId, institutionId, factor, version }, { now: clock.now() });
  });

/**
 * Stores an extra time. No exam is locked here, because one change concerns many exams: a job locks each of
 * them alone, as a teacher's own change does.
 */
export const storeExtraTime = async (
  { defaultExtraTimes, retimings, standings }: RecordingRepositories,
  given: DefaultExtraTime,
  { now, readAfter }: { readonly now: Date; readonly readAfter?: string },
): Promise<void> => {
  if (!(await defaultExtraTimes.store(given, readAfter))) return;
  const { studentId, institutionId } = given;
  const { memberOf } = await standings.of({ userId: studentId, institutionId, role: 'student' });
  const exams = await defaultExtraTimes.listExams({ studentId, institutionId, audience: memberOf, now });
  for (const examId of exams) await retimings.schedule(examId);
};
