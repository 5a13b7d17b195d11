import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { MemberRepositories } from './ports.ts';

export type RecordMemberDeps = {
  readonly unitOfWork: UnitOfWork<Pick<MemberRepositories, 'inbox' | 'members' | 'jobs'>>;
};

/**
 * Records a person's institution, role and registration time, whatever the order of the events.
 * A job then notifies a student of the announcements that the student has missed.
 */
export const recordMember = ({
  unitOfWork,
}: RecordMemberDeps): EventHandler<EnvelopeOf<'user.registered' | 'user.role-changed'>> =>
  oncePerEvent(unitOfWork, async ({ institutionId, occurredAt, data }, { members, jobs }) => {
    const { userId, role } = data;
    await members.register({ userId, institutionId, role, registeredAt: new Date(occurredAt) });
    if (role === 'student') await jobs.catchUp({ userId });
  });
