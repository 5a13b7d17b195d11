import type { endEnrolment as contract } from '@ai-teacher/contracts/user/enrolments.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { defaultEnd, todayOf } from '../academic-sessions/period.ts';
import type { SchoolClass } from '../classes/ports.ts';
import { requireClass, rightsIn } from '../classes/school-class.ts';
import { publishEnrolment, requireEnrolment } from './enrolment.ts';
import type { Enrolment, EnrolmentRepositories } from './ports.ts';
import { actFor } from './sort-out-rows.ts';

export type EndEnrolmentDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<EnrolmentRepositories, 'classes' | 'enrolments' | 'outbox' | 'unitRights' | 'days'>
  >;
  readonly clock: Clock;
};

/**
 * Ends an enrolment. An end can move to an earlier day, never to a later one. A repeated request changes
 * nothing.
 *
 * @throws Problem `enrolment-not-found`, `forbidden`, `enrolment-ended` for a day after the known end,
 * `dates-outside-period` for a day after the end of the class, or `input-invalid` for a day before the first.
 */
export const endEnrolment =
  ({ unitOfWork, clock }: EndEnrolmentDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<Enrolment> =>
    unitOfWork.run(async ({ classes, enrolments, outbox, unitRights, days }) => {
      const { institutionId } = principal;
      const known = requireEnrolment(await enrolments.lock(institutionId, params.id));
      const given = requireClass(await classes.find(institutionId, known.classId));
      const may = await rightsIn({ classes, unitRights, days, clock }, principal, given);
      if (!may('read')) throw new Problem('enrolment-not-found');
      if (!may(actFor(known.role))) throw new Problem('forbidden');
      const until = body.until ?? defaultEnd(known, await todayOf({ days, clock }, institutionId));
      if (until === known.until) return known;
      requirePossibleEnd(known, given, until);
      await enrolments.end(known.id, until);
      const ended = requireEnrolment(await enrolments.find(institutionId, known.id));
      await publishEnrolment({ outbox }, ended);
      return ended;
    });

const requirePossibleEnd = (known: Enrolment, given: SchoolClass, until: string): void => {
  if (until < known.from)
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/until', message: `must not be before ${known.from}` }],
    });
  if (until > given.until)
    throw new Problem('dates-outside-period', { detail: `The class ends on ${given.until}.` });
  if (known.until !== null && until > known.until)
    throw new Problem('enrolment-ended', { detail: `The enrolment ends on ${known.until}.` });
};
