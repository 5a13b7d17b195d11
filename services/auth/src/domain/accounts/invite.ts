import type { Role } from '@ai-teacher/contracts/values.ts';
import type { World } from '../ports.ts';
import { emailKeyOf } from './email-key.ts';

const invitationDays = 7;

/** Makes an invitation for one e-mail and role, into the institution of who invites. Only its hash is kept. */
export const invite =
  ({ unitOfWork, opaqueTokens, clock }: World) =>
  async ({
    body,
    principal,
  }: {
    body: { email: string; role: Role };
    principal: { userId: string; institutionId: string };
  }): Promise<{ invitationToken: string; expiresAt: Date }> => {
    const now = clock.now();
    const invitationToken = opaqueTokens.make();
    const expiresAt = new Date(now.getTime() + invitationDays * 24 * 3_600 * 1_000);
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
