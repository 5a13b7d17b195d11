import type { listJoinCodes as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireClass, requireRight, rightsIn } from '../classes/school-class.ts';
import type { JoinCode, JoinCodeRepositories } from './ports.ts';

export type ListJoinCodesDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<JoinCodeRepositories, 'classes' | 'joinCodes' | 'unitRights' | 'days'>
  >;
  readonly clock: Clock;
};

/** A page of codes, and the moment at which their states hold. */
export type JoinCodePage = { readonly listed: Listed<JoinCode>; readonly now: Date };

/**
 * Lists the join codes of a class, newest first.
 *
 * @throws Problem `class-not-found`, or `forbidden` for a member who does not teach the class.
 */
export const listJoinCodes =
  ({ unitOfWork, clock }: ListJoinCodesDeps) =>
  ({ principal, params, query }: Input<typeof contract>): Promise<JoinCodePage> =>
    unitOfWork.run(
      async ({ classes, unitRights, days, joinCodes }) => {
        const given = requireClass(await classes.find(principal.institutionId, params.id));
        requireRight(
          await rightsIn({ classes, unitRights, days, clock }, principal, given),
          'manage-join-codes',
        );
        return { listed: await joinCodes.list(given.id, query), now: clock.now() };
      },
      { readOnly: true },
    );
