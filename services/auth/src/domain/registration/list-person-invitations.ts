import type { listPersonInvitations as contract } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { stateOf } from './invitation.ts';
import type { ListedInvitation, ListInvitationsDeps } from './list-invitations.ts';

/**
 * The invitations of people into the admin's own institution, newest first.
 *
 * @throws Problem `input-invalid` for a cursor that this list did not make.
 */
export const listPersonInvitations =
  ({ unitOfWork, clock }: ListInvitationsDeps) =>
  async ({ principal, query }: Input<typeof contract>): Promise<Listed<ListedInvitation>> => {
    const { items, nextCursor } = await unitOfWork.run(
      ({ invitations }) =>
        invitations.list(
          { institutionId: principal.institutionId, of: 'people', invitedBy: query.invitedBy },
          query,
        ),
      { readOnly: true },
    );
    const now = clock.now();
    return { items: items.map((item) => ({ ...item, state: stateOf(item, now) })), nextCursor };
  };
