import type { withdrawJoinCode as contract } from '@ai-teacher/contracts/user/join-codes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireClass, rightsIn } from '../classes/school-class.ts';
import type { AccountInvitations, JoinCode, JoinCodeRepositories } from './ports.ts';

export type WithdrawJoinCodeDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<JoinCodeRepositories, 'classes' | 'joinCodes' | 'unitRights' | 'days'>
  >;
  readonly clock: Clock;
  readonly accountInvitations: Pick<AccountInvitations, 'withdraw'>;
};

/**
 * Withdraws a join code. Withdrawing it again changes nothing. No account can register with the code of an
 * invitation when this has ended.
 *
 * @throws Problem `join-code-not-found`, or `forbidden` for a member who does not teach the class.
 */
export const withdrawJoinCode =
  ({ unitOfWork, clock, accountInvitations }: WithdrawJoinCodeDeps) =>
  async ({ principal, params }: Input<typeof contract>): Promise<void> => {
    const { institutionId } = principal;
    const requireOwn = async (
      { classes, unitRights, days }: Pick<JoinCodeRepositories, 'classes' | 'unitRights' | 'days'>,
      known: JoinCode | undefined,
    ): Promise<JoinCode> => {
      if (known === undefined) throw new Problem('join-code-not-found');
      const given = requireClass(await classes.find(institutionId, known.classId));
      const may = await rightsIn({ classes, unitRights, days, clock }, principal, given);
      if (!may('read')) throw new Problem('join-code-not-found');
      if (!may('manage-join-codes')) throw new Problem('forbidden');
      return known;
    };
    const { accountRole, personId, uses } = await unitOfWork.run(
      async (repositories) =>
        requireOwn(repositories, await repositories.joinCodes.find(institutionId, params.id)),
      { readOnly: true },
    );
    if (accountRole !== null && personId !== null && uses === 0)
      await accountInvitations.withdraw(institutionId, [personId]);
    await unitOfWork.run(async (repositories) => {
      const known = await requireOwn(
        repositories,
        await repositories.joinCodes.lock(institutionId, params.id),
      );
      if (known.withdrawnAt === null) await repositories.joinCodes.withdraw(known.id, clock.now());
    });
  };
