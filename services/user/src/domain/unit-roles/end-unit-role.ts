import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { endUnitRole as contract } from '@ai-teacher/contracts/user/units/unit-roles.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { defaultEnd, todayOf } from '../academic-sessions/period.ts';
import { requireNode } from '../academics/academic-node.ts';
import { administers, administersAbove, unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { UnitRole, UnitRoleRepositories } from './ports.ts';
import { publishUnitRole, requireUnitRole } from './unit-role.ts';

type EndRepositories = Omit<UnitRoleRepositories, 'people'>;

export type EndUnitRoleDeps = { readonly unitOfWork: UnitOfWork<EndRepositories>; readonly clock: Clock };

/**
 * Ends a role in a unit. An end can move to an earlier day, never to a later one. A repeated request changes
 * nothing.
 *
 * @throws Problem `unit-role-not-found`, `forbidden`, `unit-role-ended` for a day after the known end, or
 * `input-invalid` for a day before the first one or before today.
 */
export const endUnitRole =
  ({ unitOfWork, clock }: EndUnitRoleDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<UnitRole> =>
    unitOfWork.run(async (repositories) => {
      const { unitRoles, outbox } = repositories;
      const { institutionId, userId } = principal;
      const known = requireUnitRole(await unitRoles.lock(institutionId, params.id));
      await requireAdminAbove({ ...repositories, clock }, principal, known);
      const today = await todayOf({ ...repositories, clock }, institutionId);
      const until = body.until ?? defaultEnd(known, today);
      if (until === known.until) return known;
      requirePossibleEnd(known, until, today);
      await unitRoles.end(known.id, until, userId);
      const ended = requireUnitRole(await unitRoles.find(institutionId, known.id));
      await publishUnitRole({ outbox }, ended);
      return ended;
    });

const requireAdminAbove = async (
  {
    nodes,
    unitRights,
    days,
    clock,
  }: Pick<EndRepositories, 'nodes' | 'unitRights' | 'days'> & { readonly clock: Clock },
  principal: Principal,
  { institutionId, unitId, personId }: UnitRole,
): Promise<void> => {
  const unit = requireNode(await nodes.find({ institutionId, tree: 'organisation' }, unitId));
  const standing = await unitStandingOf({ unitRights, days, clock }, principal);
  if (administersAbove(standing, unit)) return;
  const isKnown = personId === principal.userId || administers(standing, unit);
  throw new Problem(isKnown ? 'forbidden' : 'unit-role-not-found');
};

/** An end before today would deny rights that the person has used. */
const requirePossibleEnd = (known: UnitRole, until: string, today: string): void => {
  if (known.until !== null && until > known.until)
    throw new Problem('unit-role-ended', { detail: `The role ends on ${known.until}.` });
  const earliest = defaultEnd(known, today);
  if (until < earliest)
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/until', message: `must not be before ${earliest}` }],
    });
};
