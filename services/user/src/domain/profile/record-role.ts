import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { endUnfitEnrolments } from '../enrolments/end-unfit-enrolments.ts';
import type { EnrolmentRepositories } from '../enrolments/ports.ts';
import { endGuardianLinksOf } from '../guardians/guardian-link.ts';
import type { GuardianRepositories } from '../guardians/ports.ts';
import type { JoinCodeRepositories } from '../join-codes/ports.ts';
import { mayHoldUnitRole } from '../unit-rights/unit-rights.ts';
import type { UnitRoleRepositories } from '../unit-roles/ports.ts';
import { endUnitRolesOf } from '../unit-roles/unit-role.ts';
import type { Person, Repositories } from './ports.ts';

/** The repositories of enrolments, guardians, unit roles and join codes, which a changed role can end. */
export type HeldRepositories = Pick<EnrolmentRepositories, 'enrolments' | 'outbox'> &
  Pick<GuardianRepositories, 'guardians'> &
  Pick<UnitRoleRepositories, 'unitRoles' | 'days'> &
  Pick<JoinCodeRepositories, 'joinCodes'>;

export type RecordRoleDeps = { readonly unitOfWork: UnitOfWork<Repositories & HeldRepositories> };

/**
 * Records the role of an account. Ends what the role does not fit: enrolments in other roles, roles in units
 * of a student, the guardians of a person who is no student, and join codes of classes whose codes the person
 * no longer manages.
 */
export const recordRole = ({ unitOfWork }: RecordRoleDeps): EventHandler<EnvelopeOf<'user.role-changed'>> =>
  oncePerEvent(unitOfWork, async ({ institutionId, occurredAt, data }, { profiles, ...held }) => {
    const at = new Date(occurredAt);
    if (await profiles.recordRole({ ...data, institutionId, at }))
      await endUnfit(held, { ...data, institutionId }, at);
  });

/**
 * Takes the role from a verified token while no event about the role has been received, because the role may
 * have changed before this service subscribed to such events.
 */
export const learnRole = async (
  { profiles, ...held }: Pick<Repositories, 'profiles'> & HeldRepositories,
  person: Person,
  now: Date,
): Promise<void> => {
  if (await profiles.learnRole(person)) await endUnfit(held, person, now);
};

/** Ends what a role does not fit. */
export const endUnfit = async (
  held: HeldRepositories,
  { userId, institutionId, role }: Pick<Person, 'userId' | 'institutionId'> & { readonly role: Role },
  at: Date,
): Promise<void> => {
  const today = await held.days.of(institutionId, at);
  await endUnfitEnrolments(held, { personId: userId, accountRole: role, today });
  if (!mayHoldUnitRole(role)) await endUnitRolesOf(held, userId, today);
  if (role !== 'student') await endGuardianLinksOf(held, userId, at);
  if (role !== 'admin') await held.joinCodes.withdrawLostByMaker(userId, today, at);
};
