import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AccountInvitations, JoinCodeRepositories } from './ports.ts';

export type WithdrawUnfitInvitationsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<JoinCodeRepositories, 'joinCodes'>>;
  readonly clock: Clock;
  readonly accountInvitations: AccountInvitations;
};

/** People whose invitations auth withdraws in one call. */
const batchSize = 200;

/**
 * The job that withdraws the open invitations of people whom an import removed, or gave another role. So a
 * slip of paper never gives more rights than the latest import.
 */
export const withdrawUnfitInvitations =
  ({ unitOfWork, clock, accountInvitations }: WithdrawUnfitInvitationsDeps) =>
  async (
    { institutionId }: { readonly institutionId: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const now = clock.now();
      const personIds = await unitOfWork.run(
        ({ joinCodes }) => joinCodes.listUnfitInvitees(institutionId, now, batchSize),
        { readOnly: true },
      );
      if (personIds.length === 0) return;
      await accountInvitations.withdraw(institutionId, personIds);
      await unitOfWork.run(({ joinCodes }) => joinCodes.withdrawInvitationsOf(personIds, now));
    }
  };
