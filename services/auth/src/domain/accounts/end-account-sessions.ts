import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import {
  type DangerousActDeps,
  type DangerousActRepositories,
  permitDangerousAct,
} from '../passwords/dangerous-act.ts';
import { lockAdminAndAccount } from './change-account.ts';
import type { Repositories } from './ports.ts';

export type EndAccountSessionsDeps = DangerousActDeps & {
  readonly unitOfWork: UnitOfWork<
    Pick<Repositories, 'accounts' | 'refreshTokens' | 'audit'> & DangerousActRepositories
  >;
};

/**
 * Ends every session of an account of the admin's institution, for example when a device was lost. Ending
 * those of an admin is dangerous: a stolen session could keep every admin signed out who would stop the
 * intruder.
 *
 * @throws Problem `account-not-found`, `conflict` for the caller's own account, or `token-invalid` when the
 *   caller is no longer an admin. A problem of `permitDangerousAct` for the account of an admin.
 */
export const endAccountSessions =
  (deps: EndAccountSessionsDeps) =>
  async ({ params, principal }: Input<typeof contract.endAccountSessions>): Promise<void> => {
    const id = params.id.toLowerCase();
    if (id === principal.userId)
      throw new Problem('conflict', { detail: 'This is your own account. Sign out everywhere instead.' });
    await deps.unitOfWork.run(async (repositories) => {
      // The lock waits for a concurrent sign-in, so that its session ends too.
      const account = await lockAdminAndAccount(repositories, id, principal);
      if (account.role === 'admin') await permitDangerousAct(deps, repositories, principal);
      await repositories.refreshTokens.endFamiliesOf(id, deps.clock.now());
      await repositories.audit.record('signed-out-everywhere', id, principal.userId);
    });
  };
