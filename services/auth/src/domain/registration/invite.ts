import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { emailKeyOf } from '../accounts/email-key.ts';
import type { OpaqueTokens, Repositories } from '../accounts/ports.ts';

const invitationDays = 7;
const dayMilliseconds = 24 * 3_600 * 1_000;

export type InviteDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'invitations' | 'audit'>>;
  readonly opaqueTokens: OpaqueTokens;
  readonly clock: Clock;
};

export type NewInvitation = { readonly invitationToken: string; readonly expiresAt: Date };

/**
 * Creates an invitation for one e-mail and role into the institution of the admin who invites.
 * Only the hash of its token is stored.
 */
export const invite =
  ({ unitOfWork, opaqueTokens, clock }: InviteDeps) =>
  async ({ body, principal }: Input<typeof contract.invite>): Promise<NewInvitation> => {
    const now = clock.now();
    const invitationToken = opaqueTokens.make();
    const expiresAt = new Date(now.getTime() + invitationDays * dayMilliseconds);
    await unitOfWork.run(async ({ invitations, audit }) => {
      await invitations.insert({
        tokenHash: opaqueTokens.hashOf(invitationToken),
        emailKey: emailKeyOf(body.email),
        role: body.role,
        institutionId: principal.institutionId,
        invitedBy: principal.userId,
        createdAt: now,
        expiresAt,
      });
      await audit.record('invitation-made', principal.userId);
    });
    return { invitationToken, expiresAt };
  };
