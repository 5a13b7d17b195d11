import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { JoinCodeRepositories } from './ports.ts';

export type RecordWithdrawalsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<JoinCodeRepositories, 'joinCodes'> & { readonly inbox: Inbox }>;
};

/**
 * Withdraws the join codes of invitations that auth withdrew. A later invitation of the same person expires
 * at another moment, and stays open.
 */
export const recordWithdrawals = ({
  unitOfWork,
}: RecordWithdrawalsDeps): EventHandler<EnvelopeOf<'invitations.withdrawn'>> =>
  oncePerEvent(unitOfWork, ({ institutionId, occurredAt, data: { invitations } }, { joinCodes }) =>
    joinCodes.withdrawInvitations(institutionId, invitations, new Date(occurredAt)),
  );
