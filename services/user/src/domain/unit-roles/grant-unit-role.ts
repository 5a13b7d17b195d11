import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { grantUnitRole as contract } from '@ai-teacher/contracts/user/units/unit-roles.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import { requireActive, requireNode } from '../academics/academic-node.ts';
import type { AcademicNode } from '../academics/ports.ts';
import { overlap } from '../enrolments/enrolment.ts';
import { administersAbove, mayHoldUnitRole, unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { UnitRole, UnitRoleLimits, UnitRoleRepositories } from './ports.ts';
import { publishUnitRole, requireUnitRole } from './unit-role.ts';

export type GrantUnitRoleDeps = {
  readonly unitOfWork: UnitOfWork<UnitRoleRepositories>;
  readonly clock: Clock;
  readonly limits: UnitRoleLimits;
};

/**
 * Gives a person a role in a unit. A person who has the role on some of the days retains it unchanged.
 * Concurrent grants in one unit wait for one another.
 *
 * @throws Problem `node-not-found`, `forbidden` for a caller who is no admin above the unit,
 * `node-archived`, `person-not-found`, `account-role-unfit`, `unit-role-limit-reached`, or `input-invalid`
 * for days that have passed.
 */
export const grantUnitRole =
  ({ unitOfWork, clock, limits }: GrantUnitRoleDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<UnitRole> =>
    unitOfWork.run(async (repositories) => {
      const { unitRoles, people, outbox } = repositories;
      const { institutionId, userId } = principal;
      const unit = await requireUnitBelow({ ...repositories, clock }, principal, params.id);
      const today = await todayOf({ ...repositories, clock }, institutionId);
      const days = requireFutureDays({ from: body.from ?? today, until: body.until ?? null }, today);
      const personId = body.personId.toLowerCase();
      await requireFittingAccount({ people }, institutionId, personId);
      const wanted = { institutionId, unitId: unit.id, personId, role: body.role, ...days };
      const current = await unitRoles.listCurrent(unit.id, today);
      const known = current.find(
        (other) => other.personId === personId && other.role === wanted.role && overlap(other, wanted),
      );
      if (known !== undefined) return requireUnitRole(await unitRoles.find(institutionId, known.id));
      if (current.length >= limits.unitRolesPerUnit) throw new Problem('unit-role-limit-reached');
      if ((await unitRoles.count(unit.id)) >= limits.unitRoleRecordsPerUnit)
        throw new Problem('unit-role-limit-reached', {
          detail: `A unit has at most ${limits.unitRoleRecordsPerUnit} roles, ended ones included.`,
        });
      const id = crypto.randomUUID();
      await unitRoles.insert({ ...wanted, id, grantedBy: userId, createdAt: clock.now() });
      const granted = requireUnitRole(await unitRoles.find(institutionId, id));
      await publishUnitRole({ outbox }, granted);
      return granted;
    });

/** Locks the unit, then decides, so that no move changes the answer meanwhile. */
const requireUnitBelow = async (
  {
    nodes,
    unitRights,
    days,
    clock,
  }: Pick<UnitRoleRepositories, 'nodes' | 'unitRights' | 'days'> & { readonly clock: Clock },
  principal: Principal,
  id: string,
): Promise<AcademicNode> => {
  const unit = requireNode(
    await nodes.lock({ institutionId: principal.institutionId, tree: 'organisation' }, id),
  );
  if (!administersAbove(await unitStandingOf({ unitRights, days, clock }, principal), unit))
    throw new Problem('forbidden');
  return requireActive(unit);
};

type Days = { readonly from: string; readonly until: string | null };

const requireFutureDays = (days: Days, today: string): Days => {
  if (days.from < today)
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/from', message: `must not be before ${today}` }],
    });
  if (days.until !== null && days.until <= days.from)
    throw new Problem('input-invalid', { errors: [{ pointer: '/until', message: 'must be after from' }] });
  return days;
};

const requireFittingAccount = async (
  { people }: Pick<UnitRoleRepositories, 'people'>,
  institutionId: string,
  personId: string,
): Promise<void> => {
  const accountRole = (await people.lockKnown(institutionId, [personId])).get(personId);
  if (accountRole === undefined) throw new Problem('person-not-found');
  if (!mayHoldUnitRole(accountRole))
    throw new Problem('account-role-unfit', {
      detail: 'The person’s account must be a teacher’s or an admin’s.',
    });
};
