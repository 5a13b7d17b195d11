import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import {
  type DangerousActDeps,
  type DangerousActRepositories,
  permitDangerousAct,
} from '../passwords/dangerous-act.ts';
import { emailKeyOf } from './email-key.ts';
import type { OpaqueTokens, Repositories } from './ports.ts';

const invitationDays = 7;
const dayMilliseconds = 24 * 3_600 * 1_000;

export type InviteDeps = DangerousActDeps & {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'invitations' | 'audit'> & DangerousActRepositories>;
  readonly opaqueTokens: OpaqueTokens;
};

export type NewInvitation = { readonly invitationToken: string; readonly expiresAt: Date };

/**
 * Creates an invitation for one e-mail and role into the institution of the admin who invites.
 * Only the hash of its token is stored.
 *
 * @throws a problem of `permitDangerousAct` when the invitation is for an admin.
 */
export const invite =
  (deps: InviteDeps) =>
  async ({ body, principal }: Input<typeof contract.invite>): Promise<NewInvitation> => {
    const { unitOfWork, opaqueTokens, clock } = deps;
    const now = clock.now();
    const invitationToken = opaqueTokens.make();
    const expiresAt = new Date(now.getTime() + invitationDays * dayMilliseconds);
    await unitOfWork.run(async ({ invitations, audit, ...repositories }) => {
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
      if (body.role === 'admin') await permitDangerousAct(deps, repositories, principal);
    });
    return { invitationToken, expiresAt };
  };
