import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { lockAdminAndAccount } from './change-account.ts';
import type { Repositories } from './ports.ts';

export type EndAccountSessionsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'accounts' | 'refreshTokens' | 'audit'>>;
  readonly clock: Clock;
};

/**
 * Ends every session of an account of the admin's institution, for example when a device was lost.
 *
 * @throws Problem `account-not-found`, `conflict` for the caller's own account, or `token-invalid` when the
 *   caller is no longer an admin.
 */
export const endAccountSessions =
  ({ unitOfWork, clock }: EndAccountSessionsDeps) =>
  async ({ params, principal }: Input<typeof contract.endAccountSessions>): Promise<void> => {
    const id = params.id.toLowerCase();
    if (id === principal.userId)
      throw new Problem('conflict', { detail: 'This is your own account. Sign out everywhere instead.' });
    await unitOfWork.run(async (repositories) => {
      // The lock waits for a concurrent sign-in, so that its session ends too.
      await lockAdminAndAccount(repositories, id, principal);
      await repositories.refreshTokens.endFamiliesOf(id, clock.now());
      await repositories.audit.record('signed-out-everywhere', id, principal.userId);
    });
  };
