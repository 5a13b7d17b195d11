import type * as contract from '@ai-teacher/contracts/auth/invitations.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { publishWithdrawal } from '../accounts/withdrawn-invitations.ts';
import type { Repositories } from './ports.ts';

export type WithdrawInvitationDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'invitations' | 'audit' | 'outbox'>>;
  readonly clock: Clock;
};

/**
 * Withdraws an invitation of the admin's institution, also of another maker. An invitation that is withdrawn
 * or expired stays so.
 *
 * @throws Problem `invitation-not-found`, or `invitation-used` when a person has registered with it.
 */
export const withdrawInvitation =
  ({ unitOfWork, clock }: WithdrawInvitationDeps) =>
  async ({ params, principal }: Input<typeof contract.withdrawInvitation>): Promise<void> => {
    await unitOfWork.run(async ({ invitations, audit, outbox }) => {
      const invitation = await invitations.find(params.id);
      if (invitation?.institutionId !== principal.institutionId) throw new Problem('invitation-not-found');
      if (invitation.withdrawnAt !== null) return;
      if (!(await invitations.withdraw(invitation.id, clock.now()))) throw new Problem('invitation-used');
      await audit.record('invitation-withdrawn', invitation.invitedBy, principal.userId);
      const { institutionId, invitedBy: makerId, personId, expiresAt } = invitation;
      if (personId !== null)
        await publishWithdrawal(
          { outbox },
          { institutionId, makerId, invitations: [{ personId, expiresAt }] },
        );
    });
  };
