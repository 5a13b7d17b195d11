import { emailKeyOf } from '@ai-teacher/contracts/values.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { mayGrant, mayInvitePerson } from '../accounts/granting.ts';
import type { OpaqueTokens } from '../accounts/ports.ts';
import type { Invitation, Repositories, StoredInvitation } from './ports.ts';

export type InvitationState = 'open' | 'used' | 'withdrawn' | 'expired';

export const stateOf = ({ usedAt, withdrawnAt, expiresAt }: Invitation, now: Date): InvitationState => {
  if (usedAt !== null) return 'used';
  if (withdrawnAt !== null) return 'withdrawn';
  return expiresAt > now ? 'open' : 'expired';
};

export type FindInvitationDeps = {
  readonly opaqueTokens: Pick<OpaqueTokens, 'hashOf'>;
  readonly clock: Clock;
};

export type PresentedInvitation = { readonly email: string; readonly invitationToken: string };

/**
 * The open invitation of a token. Returns undefined when there is none for this e-mail, or when its maker may
 * currently not grant its role.
 */
export const findInvitation = async (
  { opaqueTokens, clock }: FindInvitationDeps,
  { accounts, invitations }: Pick<Repositories, 'accounts' | 'invitations'>,
  { invitationToken, email }: PresentedInvitation,
): Promise<StoredInvitation | undefined> => {
  const invitation = await invitations.findOpen(opaqueTokens.hashOf(invitationToken), clock.now());
  if (invitation === undefined) return undefined;
  if (invitation.email !== null && invitation.emailKey !== emailKeyOf(email)) return undefined;
  const maker = await accounts.findById(invitation.invitedBy);
  const mayMaker = invitation.personId === null ? mayGrant : mayInvitePerson;
  return mayMaker(maker, invitation) ? invitation : undefined;
};

/**
 * Uses up an invitation in the transaction of the registration. A demotion of the maker withdraws the same
 * row, so the two wait for each other: either the person registered before, or the invitation is refused.
 *
 * @returns undefined when the invitation is not valid.
 */
export const useInvitation = async (
  deps: FindInvitationDeps,
  repositories: Pick<Repositories, 'accounts' | 'invitations'>,
  presented: PresentedInvitation,
): Promise<StoredInvitation | undefined> => {
  const invitation = await findInvitation(deps, repositories, presented);
  if (invitation === undefined) return undefined;
  const isUsed = await repositories.invitations.use(invitation.tokenHash, deps.clock.now());
  return isUsed ? invitation : undefined;
};
