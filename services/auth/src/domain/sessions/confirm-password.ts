import { passwordConfirmationSeconds } from '@ai-teacher/contracts/auth/passwords.ts';
import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type OwnPasswordDeps, ownAccount, verifyOwnPassword } from './own-password.ts';
import type { Repositories } from './ports.ts';

export type ConfirmPasswordDeps = OwnPasswordDeps & {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'accounts' | 'passwordConfirmations' | 'audit'>>;
  readonly clock: Clock;
};

export type PasswordConfirmation = { readonly confirmedUntil: Date };

/**
 * Confirms the password of the caller for the caller's session, which then permits dangerous operations.
 *
 * @throws Problem `token-invalid` when the session has ended, or a problem of `verifyOwnPassword`.
 */
export const confirmPassword =
  (deps: ConfirmPasswordDeps) =>
  async ({ body, principal }: Input<typeof contract.confirmPassword>): Promise<PasswordConfirmation> => {
    const { unitOfWork, clock } = deps;
    const { sessionId } = principal;
    const account = await ownAccount(unitOfWork, principal.userId);
    await verifyOwnPassword(deps, account, {
      sessionId,
      password: body.password,
      refusedAs: 'password-confirmation-refused',
    });
    const now = clock.now();
    await unitOfWork.run(async ({ passwordConfirmations, audit }) => {
      // A new password ends the session, so the old password confirms nothing.
      if (!(await passwordConfirmations.record(sessionId, now)))
        throw new Problem('token-invalid', { cause: 'the session has ended' });
      await audit.record('password-confirmed', account.id);
    });
    return { confirmedUntil: new Date(now.getTime() + passwordConfirmationSeconds * 1_000) };
  };
