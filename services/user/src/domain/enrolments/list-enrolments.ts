import type { listEnrolments as contract } from '@ai-teacher/contracts/user/enrolments.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import type { Enrolment, EnrolmentRepositories } from './ports.ts';

export type ListEnrolmentsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<EnrolmentRepositories, 'enrolments'>>;
  readonly clock: Clock;
};

/**
 * Lists the enrolments of the caller, or of another person for an admin, newest first.
 *
 * @throws Problem `forbidden` for another person's enrolments.
 */
export const listEnrolments =
  ({ unitOfWork, clock }: ListEnrolmentsDeps) =>
  async ({ principal, query }: Input<typeof contract>): Promise<Listed<Enrolment>> => {
    const { userId, role, institutionId } = principal;
    const { personId = userId, ...page } = query;
    if (personId.toLowerCase() !== userId && role !== 'admin') throw new Problem('forbidden');
    const today = todayOf(clock);
    return unitOfWork.run(
      ({ enrolments }) => enrolments.list({ ...page, institutionId, of: { personId }, today }),
      { readOnly: true },
    );
  };
