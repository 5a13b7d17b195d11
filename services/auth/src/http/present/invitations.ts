import type { listInvitations } from '@ai-teacher/contracts/auth/invitations.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { ListedInvitation } from '../../domain/registration/list-invitations.ts';

export const presentInvitations = ({
  items,
  nextCursor,
}: Listed<ListedInvitation>): AnswerOf<typeof listInvitations> => ({
  items: items.map(({ id, email, role, state, invitedBy, createdAt, expiresAt }) => ({
    id,
    email,
    role,
    state,
    invitedBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  })),
  nextCursor,
});
