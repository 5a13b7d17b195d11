import type { listInvitations } from '@ai-teacher/contracts/auth/invitations.ts';
import type { invitePeople, listPersonInvitations } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { readRegistrationPolicy } from '@ai-teacher/contracts/auth/registration-policy.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { InvitedPeople } from '../../domain/registration/invite-people.ts';
import type { ListedInvitation } from '../../domain/registration/list-invitations.ts';
import type { PolicyInForce } from '../../domain/registration-policy/policy-in-force.ts';

export const presentRegistrationPolicy = ({
  policy,
  setBy,
  isLocked,
}: PolicyInForce): AnswerOf<typeof readRegistrationPolicy> => ({
  policy: policy.kind,
  domains: policy.kind === 'domains' ? [...policy.domains] : [],
  setBy,
  locked: isLocked,
});

const presentOne = ({ id, role, state, invitedBy, createdAt, expiresAt }: ListedInvitation) => ({
  id,
  role,
  state,
  invitedBy,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

export const presentInvitations = ({
  items,
  nextCursor,
}: Listed<ListedInvitation>): AnswerOf<typeof listInvitations> => ({
  items: items.flatMap((item) => (item.email === null ? [] : [{ ...presentOne(item), email: item.email }])),
  nextCursor,
});

export const presentPersonInvitations = ({
  items,
  nextCursor,
}: Listed<ListedInvitation>): AnswerOf<typeof listPersonInvitations> => ({
  items: items.flatMap((item) =>
    item.personId === null ? [] : [{ ...presentOne(item), personId: item.personId, email: item.email }],
  ),
  nextCursor,
});

export const presentInvitedPeople = ({ expiresAt, items }: InvitedPeople): AnswerOf<typeof invitePeople> => ({
  expiresAt: expiresAt.toISOString(),
  items: items.map(({ personId, outcome, code }) => ({
    personId,
    outcome,
    ...(code === undefined ? {} : { code }),
  })),
});
