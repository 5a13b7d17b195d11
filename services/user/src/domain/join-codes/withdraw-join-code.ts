import type { withdrawJoinCode as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireClass, rightsIn } from '../classes/school-class.ts';
import type { JoinCodeRepositories } from './ports.ts';

export type WithdrawJoinCodeDeps = {
  readonly unitOfWork: UnitOfWork<Pick<JoinCodeRepositories, 'classes' | 'joinCodes' | 'unitRights'>>;
  readonly clock: Clock;
};

/**
 * Withdraws a join code. Withdrawing it again changes nothing.
 *
 * @throws Problem `join-code-not-found`, or `forbidden` for a member who does not teach the class.
 */
export const withdrawJoinCode =
  ({ unitOfWork, clock }: WithdrawJoinCodeDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<void> =>
    unitOfWork.run(async ({ classes, unitRights, joinCodes }) => {
      const { institutionId } = principal;
      const known = await joinCodes.lock(institutionId, params.id);
      if (known === undefined) throw new Problem('join-code-not-found');
      const given = requireClass(await classes.find(institutionId, known.classId));
      const may = await rightsIn({ classes, unitRights, clock }, principal, given);
      if (!may('read')) throw new Problem('join-code-not-found');
      if (!may('manage-join-codes')) throw new Problem('forbidden');
      if (known.withdrawnAt === null) await joinCodes.withdraw(known.id, clock.now());
    });
