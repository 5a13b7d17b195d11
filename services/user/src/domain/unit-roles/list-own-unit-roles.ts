import type { listOwnUnitRoles as contract } from '@ai-teacher/contracts/user/units/unit-roles.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import type { UnitRole, UnitRoleRepositories } from './ports.ts';

export type ListOwnUnitRolesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<UnitRoleRepositories, 'unitRoles' | 'days'>>;
  readonly clock: Clock;
};

/** Lists the roles of the caller in units, newest first. */
export const listOwnUnitRoles =
  ({ unitOfWork, clock }: ListOwnUnitRolesDeps) =>
  ({ principal, query }: Input<typeof contract>): Promise<Listed<UnitRole>> => {
    const { institutionId, userId: personId } = principal;
    return unitOfWork.run(
      async ({ unitRoles, days }) => {
        const today = await todayOf({ days, clock }, institutionId);
        return unitRoles.list({ ...query, institutionId, of: { personId }, today });
      },
      { readOnly: true },
    );
  };
