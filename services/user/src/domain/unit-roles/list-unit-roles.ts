import type { listUnitRoles as contract } from '@ai-teacher/contracts/user/units/unit-roles.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import { requireNode } from '../academics/academic-node.ts';
import { administers, unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { UnitRole, UnitRoleRepositories } from './ports.ts';

export type ListUnitRolesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<UnitRoleRepositories, 'nodes' | 'unitRoles' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Lists the roles in a unit, newest first.
 *
 * @throws Problem `node-not-found`, or `forbidden` for a caller who is no admin of the unit or above it.
 */
export const listUnitRoles =
  ({ unitOfWork, clock }: ListUnitRolesDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<UnitRole>> =>
    unitOfWork.run(
      async ({ nodes, unitRoles, unitRights, days }) => {
        const { institutionId } = principal;
        const unit = requireNode(await nodes.find({ institutionId, tree: 'organisation' }, params.id));
        if (!administers(await unitStandingOf({ unitRights, days, clock }, principal), unit))
          throw new Problem('forbidden');
        const today = await todayOf({ days, clock }, institutionId);
        return unitRoles.list({ ...query, institutionId, of: { unitId: unit.id }, today });
      },
      { readOnly: true },
    );
