import type * as contract from '@ai-teacher/contracts/auth/invitations.ts';
import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type InvitationState, stateOf } from './invitation.ts';
import type { Invitation, Repositories } from './ports.ts';

export type ListInvitationsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'invitations'>>;
  readonly clock: Clock;
};

export type ListedInvitation = Invitation & { readonly state: InvitationState };

/**
 * The invitations into the admin's own institution, newest first.
 *
 * @throws Problem `input-invalid` for a cursor that this list did not make.
 */
export const listInvitations =
  ({ unitOfWork, clock }: ListInvitationsDeps) =>
  async ({ principal, query }: Input<typeof contract.listInvitations>): Promise<Listed<ListedInvitation>> => {
    const { institutionId } = principal;
    const emailKey = query.email === undefined ? undefined : emailKeyOf(query.email);
    const { items, nextCursor } = await unitOfWork.run(
      ({ invitations }) =>
        invitations.list({ institutionId, of: 'addresses', emailKey, invitedBy: query.invitedBy }, query),
      { readOnly: true },
    );
    const now = clock.now();
    return { items: items.map((item) => ({ ...item, state: stateOf(item, now) })), nextCursor };
  };
