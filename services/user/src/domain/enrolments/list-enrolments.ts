import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { listEnrolments as contract } from '@ai-teacher/contracts/user/enrolments.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import { unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { Enrolment, EnrolmentRepositories } from './ports.ts';

export type ListEnrolmentsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<EnrolmentRepositories, 'enrolments' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Lists the enrolments of the caller, newest first; of another person for an admin of the institution; those
 * in classes of the administered units for an admin of units.
 *
 * @throws Problem `forbidden` for another person's enrolments.
 */
export const listEnrolments =
  ({ unitOfWork, clock }: ListEnrolmentsDeps) =>
  ({ principal, query }: Input<typeof contract>): Promise<Listed<Enrolment>> => {
    const { userId, role, institutionId } = principal;
    const { personId = userId, ...page } = query;
    const isFree = role === 'admin' || personId.toLowerCase() === userId;
    return unitOfWork.run(
      async ({ enrolments, unitRights, days }) => {
        const within = isFree ? undefined : await requireUnits({ unitRights, days, clock }, principal);
        const today = await todayOf({ days, clock }, institutionId);
        return enrolments.list({ ...page, institutionId, of: { personId }, within, today });
      },
      { readOnly: true },
    );
  };

const requireUnits = async (
  deps: Pick<EnrolmentRepositories, 'unitRights' | 'days'> & { readonly clock: Clock },
  principal: Principal,
): Promise<readonly string[]> => {
  const { administered } = await unitStandingOf(deps, principal);
  if (administered.length === 0) throw new Problem('forbidden');
  return administered;
};
