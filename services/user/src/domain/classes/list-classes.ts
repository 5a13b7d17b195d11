import type { listClasses as contract } from '@ai-teacher/contracts/user/classes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import { unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { ClassRepositories, SchoolClass } from './ports.ts';

export type ListClassesDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ClassRepositories, 'classes' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Lists the classes of an admin's institution; otherwise those to which the caller belongs today, and those
 * in the units that the caller administers. Newest first.
 */
export const listClasses =
  ({ unitOfWork, clock }: ListClassesDeps) =>
  ({ principal, query }: Input<typeof contract>): Promise<Listed<SchoolClass>> => {
    const { userId, role, institutionId } = principal;
    return unitOfWork.run(
      async ({ classes, unitRights, days }) => {
        const { administered } = await unitStandingOf({ unitRights, days, clock }, principal);
        const day = await todayOf({ days, clock }, institutionId);
        const member = role === 'admin' ? undefined : { personId: userId, day, administered };
        return classes.list(institutionId, { ...query, member });
      },
      { readOnly: true },
    );
  };
