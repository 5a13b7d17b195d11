import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { eraseEnrolments } from '../enrolments/erase-enrolments.ts';
import { eraseGuardianLinks } from '../guardians/guardian-link.ts';
import type { GuardianRepositories } from '../guardians/ports.ts';
import type { JoinCodeRepositories } from '../join-codes/ports.ts';
import type { RosterRepositories } from '../rosters/ports.ts';
import type { UnitRoleRepositories } from '../unit-roles/ports.ts';
import { eraseUnitRoles } from '../unit-roles/unit-role.ts';
import type { Repositories } from './ports.ts';

export type EraseProfileDeps = {
  readonly unitOfWork: UnitOfWork<
    Repositories &
      Pick<JoinCodeRepositories, 'enrolments' | 'joinCodes' | 'outbox'> &
      Pick<GuardianRepositories, 'guardians'> &
      Pick<UnitRoleRepositories, 'unitRoles' | 'days'> &
      Pick<RosterRepositories, 'rosters'>
  >;
};

/**
 * Erases the profile, the enrolments, the guardian links, the roles in units, the imported rows and the
 * invitations to classes of a deleted account. Withdraws the join codes that the account made. The empty row
 * of the profile stays, so the profile cannot be created again.
 */
export const eraseProfile = ({ unitOfWork }: EraseProfileDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(
    unitOfWork,
    async ({ institutionId, occurredAt, data: { userId } }, { profiles, joinCodes, ...others }) => {
      const at = new Date(occurredAt);
      const today = await others.days.of(institutionId, at);
      const email = (await profiles.find(userId))?.email ?? undefined;
      await profiles.erase({ id: userId, institutionId, at });
      await joinCodes.withdrawAllOfMaker(userId, at);
      await joinCodes.removeAllFor(userId, email && emailKeyOf(email), at);
      await eraseEnrolments(others, userId, today);
      await eraseGuardianLinks(others, userId);
      await eraseUnitRoles(others, userId, today);
      await others.rosters.forgetPerson(userId);
    },
  );
