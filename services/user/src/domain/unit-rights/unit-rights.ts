import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitRightsRepositories } from './ports.ts';

/** All facts on which a decision about a unit rests. */
export type UnitStanding = {
  /** The role of the account, from the verified token. */
  readonly accountRole: Role;
  /** The paths of the units in which the person is an admin today. */
  readonly administered: readonly string[];
};

/** A node, or the unit of a class. */
type Placed = { readonly path: string };

/** The account roles that can have a role in a unit. */
export const mayHoldUnitRole = (accountRole: Role): boolean => accountRole !== 'student';

const isBelow = (path: string, unit: string): boolean => path.startsWith(`${unit}.`);

/** Whether a person is an admin above a unit. The unit’s own admins are not. */
export const administersAbove = ({ accountRole, administered }: UnitStanding, { path }: Placed): boolean =>
  accountRole === 'admin' || administered.some((unit) => isBelow(path, unit));

/** Whether a person is an admin of a unit or above the unit. */
export const administers = (standing: UnitStanding, placed: Placed): boolean =>
  standing.administered.includes(placed.path) || administersAbove(standing, placed);

/** Finds the rights of the caller in units, as they are at this moment. */
export const unitStandingOf = async (
  { unitRights, days, clock }: UnitRightsRepositories & { readonly clock: Clock },
  { institutionId, userId, role }: Pick<Principal, 'institutionId' | 'userId' | 'role'>,
): Promise<UnitStanding> => ({
  accountRole: role,
  // An account without a fitting role has no rights in units, whatever its rows say.
  administered:
    role === 'teacher'
      ? await unitRights.listAdministered(institutionId, userId, await days.of(institutionId, clock.now()))
      : [],
});

/**
 * Refuses a caller without any unit, before the caller waits for locks that others need.
 *
 * @throws Problem `forbidden`.
 */
export const requireAnyUnit = ({ accountRole, administered }: UnitStanding): void => {
  if (accountRole !== 'admin' && administered.length === 0) throw new Problem('forbidden');
};
