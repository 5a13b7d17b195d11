import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { deleteAccount } from './address.ts';
import { lockAdminAndAccount } from './change-account.ts';
import type { Repositories } from './ports.ts';

export type ReleaseAddressDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly clock: Clock;
};

/**
 * Deletes an account of the admin's institution, so that its address can register again. A verified account
 * must be disabled first: one request alone never deletes the data of a known person.
 *
 * @throws Problem `account-not-found`, `conflict` for the caller's own account and for a verified account
 *   that is enabled, or `token-invalid` when the caller is no longer an admin.
 */
export const releaseAddress =
  ({ unitOfWork, clock }: ReleaseAddressDeps) =>
  async ({ params, principal }: Input<typeof contract.releaseAddress>): Promise<void> => {
    const id = params.id.toLowerCase();
    if (id === principal.userId) throw new Problem('conflict', { detail: 'This is your own account.' });
    await unitOfWork.run(async (repositories) => {
      const account = await lockAdminAndAccount(repositories, id, principal);
      if (account.verifiedAt !== null && account.disabledAt === null)
        throw new Problem('conflict', { detail: 'The account is verified. Disable it first.' });
      await deleteAccount(repositories, account, {
        kind: 'address-released',
        now: clock.now(),
        actorId: principal.userId,
      });
    });
  };
