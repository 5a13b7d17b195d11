import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { PeopleRepositories } from './ports.ts';

export type RecordTeacherDeps = {
  readonly unitOfWork: UnitOfWork<Pick<PeopleRepositories, 'inbox' | 'teachers'>>;
};

type RoleEvent = EnvelopeOf<'user.registered' | 'user.role-changed'>;

/** Records who teaches. A newly registered student needs no row. */
export const recordRole = ({ unitOfWork }: RecordTeacherDeps): EventHandler<RoleEvent> =>
  oncePerEvent(unitOfWork, async ({ type, institutionId, occurredAt, data }, { teachers }) => {
    const { userId, role } = data;
    if (type === 'user.registered' && role === 'student') return;
    await teachers.recordRole({ userId, institutionId, role, asOf: new Date(occurredAt) });
  });

/** Records whose account is disabled, so that an admin can hand the exams over. */
export const recordDisabled = ({
  unitOfWork,
}: RecordTeacherDeps): EventHandler<EnvelopeOf<'user.disabled' | 'user.enabled'>> =>
  oncePerEvent(unitOfWork, async ({ type, institutionId, occurredAt, data }, { teachers }) => {
    const isDisabled = type === 'user.disabled';
    const { userId } = data;
    await teachers.recordDisabled({ userId, institutionId, isDisabled, asOf: new Date(occurredAt) });
  });
