import type * as contract from '@ai-teacher/contracts/auth/accounts.ts';
import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import { dayMilliseconds, type Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { mayGrant } from '../accounts/granting.ts';
import type { OpaqueTokens } from '../accounts/ports.ts';
import {
  type DangerousActDeps,
  type DangerousActRepositories,
  permitDangerousAct,
} from '../passwords/dangerous-act.ts';
import type { Repositories } from './ports.ts';
import { requireRoom } from './room-for-invitations.ts';

const invitationDays = 7;

export type InviteDeps = DangerousActDeps & {
  readonly unitOfWork: UnitOfWork<
    Pick<Repositories, 'accounts' | 'invitations' | 'audit'> & DangerousActRepositories
  >;
  readonly opaqueTokens: OpaqueTokens;
  readonly identifiers: Identifiers;
  /** Maximum number of open invitations of one maker. */
  readonly maxOpenInvitations: number;
  /** Maximum number of addresses that one maker invites in any hour. */
  readonly maxInvitationsPerHour: number;
};

export type NewInvitation = {
  readonly id: string;
  readonly invitationToken: string;
  readonly expiresAt: Date;
};

/**
 * Creates an invitation for one e-mail and role into the institution of the admin who invites.
 * Only the hash of its token is stored. The maker's row is locked, so that concurrent invitations cannot
 * exceed the limit, and an admin who is demoted meanwhile invites no further person.
 *
 * @throws Problem `invitation-limit-reached`, `rate-limited`, or `token-invalid` when the caller may no
 *   longer grant the role. A problem of `permitDangerousAct` when the invitation is for an admin.
 */
export const invite =
  (deps: InviteDeps) =>
  async ({ body, principal }: Input<typeof contract.invite>): Promise<NewInvitation> => {
    const { unitOfWork, opaqueTokens, clock, identifiers } = deps;
    const now = clock.now();
    const id = identifiers.uuid();
    const makerId = principal.userId;
    const invitationToken = opaqueTokens.make();
    const expiresAt = new Date(now.getTime() + invitationDays * dayMilliseconds);
    await unitOfWork.run(async ({ accounts, invitations, audit, ...dangerous }) => {
      const maker = await accounts.lock(makerId);
      if (!mayGrant(maker, { role: body.role, institutionId: principal.institutionId }))
        throw new Problem('token-invalid', { cause: 'the caller may no longer grant this role' });
      await requireRoom(
        invitations,
        { makerId, of: 'addresses', count: 1, now },
        { maxOpenInvitations: deps.maxOpenInvitations, maxPerHour: deps.maxInvitationsPerHour },
      );
      await invitations.insert({
        id,
        tokenHash: opaqueTokens.hashOf(invitationToken),
        personId: null,
        email: body.email,
        emailKey: emailKeyOf(body.email),
        role: body.role,
        institutionId: principal.institutionId,
        invitedBy: makerId,
        createdAt: now,
        expiresAt,
        usedAt: null,
        withdrawnAt: null,
      });
      await audit.record('invitation-made', makerId);
      if (body.role === 'admin') await permitDangerousAct(deps, dangerous, principal);
    });
    return { id, invitationToken, expiresAt };
  };
