import type { listClassEnrolments as contract } from '@ai-teacher/contracts/user/enrolments.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { todayOf } from '../academic-sessions/period.ts';
import { requireClass, requireRight, rightsIn } from '../classes/school-class.ts';
import type { Enrolment, EnrolmentRepositories } from './ports.ts';

export type ListClassEnrolmentsDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<EnrolmentRepositories, 'classes' | 'enrolments' | 'unitRights' | 'days'>
  >;
  readonly clock: Clock;
};

/**
 * Lists the enrolments of a class, newest first.
 *
 * @throws Problem `class-not-found`, or `forbidden` for a member who does not teach the class.
 */
export const listClassEnrolments =
  ({ unitOfWork, clock }: ListClassEnrolmentsDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<Listed<Enrolment>> =>
    unitOfWork.run(
      async ({ classes, enrolments, unitRights, days }) => {
        const { institutionId } = principal;
        const given = requireClass(await classes.find(institutionId, params.id));
        requireRight(await rightsIn({ classes, unitRights, days, clock }, principal, given), 'list-members');
        const today = await todayOf({ days, clock }, institutionId);
        return enrolments.list({ ...query, institutionId, of: { classId: given.id }, today });
      },
      { readOnly: true },
    );
