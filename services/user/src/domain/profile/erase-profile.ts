import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { eraseEnrolments } from '../enrolments/erase-enrolments.ts';
import type { GuardianRepositories } from '../guardians/ports.ts';
import type { JoinCodeRepositories } from '../join-codes/ports.ts';
import type { Repositories } from './ports.ts';

export type EraseProfileDeps = {
  readonly unitOfWork: UnitOfWork<
    Repositories &
      Pick<JoinCodeRepositories, 'enrolments' | 'joinCodes' | 'outbox'> &
      Pick<GuardianRepositories, 'guardians'>
  >;
};

/**
 * Erases the profile, the enrolments, the guardian links and the invitations to classes of a deleted
 * account. The empty row of the profile stays, so the profile cannot be created again.
 */
export const eraseProfile = ({ unitOfWork }: EraseProfileDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(
    unitOfWork,
    async ({ institutionId, occurredAt, data }, { profiles, enrolments, joinCodes, guardians, outbox }) => {
      await profiles.erase({ id: data.userId, institutionId, at: new Date(occurredAt) });
      await eraseEnrolments({ enrolments, outbox }, data.userId, occurredAt.slice(0, 10));
      await joinCodes.removeAllFor(data.userId);
      await guardians.removeAllOf(data.userId);
    },
  );
