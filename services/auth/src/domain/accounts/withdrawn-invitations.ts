import { maxInvitedPeople } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import type { Account, Repositories, WithdrawnInvitation } from './ports.ts';

type Withdrawn = {
  readonly institutionId: string;
  readonly makerId: string;
  readonly invitations: readonly WithdrawnInvitation[];
};

/**
 * Publishes the withdrawal of invitations of people, whose codes are also join codes of classes. Without
 * the event, people with an account could still join with them.
 */
export const publishWithdrawal = async (
  { outbox }: Pick<Repositories, 'outbox'>,
  { institutionId, makerId, invitations }: Withdrawn,
): Promise<void> => {
  for (let from = 0; from < invitations.length; from += maxInvitedPeople)
    await outbox.publish({
      type: 'invitations.withdrawn',
      institutionId,
      subject: makerId,
      data: {
        invitations: invitations
          .slice(from, from + maxInvitedPeople)
          .map(({ personId, expiresAt }) => ({ personId, expiresAt: expiresAt.toISOString() })),
      },
    });
};

/** Withdraws the invitations of a maker into roles that the maker no longer grants. */
export const withdrawInvitationsOf = async (
  { invitations, outbox }: Pick<Repositories, 'invitations' | 'outbox'>,
  { id, institutionId }: Pick<Account, 'id' | 'institutionId'>,
  { stillGranted, now }: { readonly stillGranted: readonly Role[]; readonly now: Date },
): Promise<void> => {
  const withdrawn = await invitations.withdrawOf(id, stillGranted, now);
  await publishWithdrawal({ outbox }, { institutionId, makerId: id, invitations: withdrawn });
};
