import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type DangerousActRepositories, requireRecentPassword } from '../passwords/dangerous-act.ts';
import { deleteAccount } from './address.ts';
import { lockAdminAndAccount } from './change-account.ts';
import type { Repositories } from './ports.ts';

export type ReleaseAddressDeps = {
  readonly unitOfWork: UnitOfWork<Repositories & Pick<DangerousActRepositories, 'passwordConfirmations'>>;
  readonly clock: Clock;
};

/**
 * Deletes an account of the admin's institution, so that its address can register again. A verified account
 * must be disabled first: one request alone never deletes the data of a known person. Its deletion cannot be
 * undone, so it needs the password: a stolen session could delete a whole school. It is not limited per hour,
 * because a school deletes all leavers of a year on one day.
 *
 * @throws Problem `account-not-found`, `conflict` for the caller's own account and for a verified account
 *   that is enabled, or `token-invalid` when the caller is no longer an admin. Problem
 *   `password-confirmation-required` for a verified account.
 */
export const releaseAddress =
  (deps: ReleaseAddressDeps) =>
  async ({ params, principal }: Input<typeof contract.releaseAddress>): Promise<void> => {
    const id = params.id.toLowerCase();
    if (id === principal.userId) throw new Problem('conflict', { detail: 'This is your own account.' });
    await deps.unitOfWork.run(async (repositories) => {
      const account = await lockAdminAndAccount(repositories, id, principal);
      if (account.verifiedAt !== null && account.disabledAt === null)
        throw new Problem('conflict', { detail: 'The account is verified. Disable it first.' });
      if (account.verifiedAt !== null) await requireRecentPassword(deps, repositories, principal);
      await deleteAccount(repositories, account, {
        kind: 'address-released',
        now: deps.clock.now(),
        actorId: principal.userId,
      });
    });
  };
