import { type Clock, dayMilliseconds } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { deleteAccount } from './address.ts';
import type { Repositories } from './ports.ts';

/** Accounts of one transaction. The bound limits its locks and its events. */
const maxAccountsPerBatch = 100;

export type ExpireAccountsDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly clock: Clock;
  readonly accountTerms: { readonly neverUsedDays: number; readonly unusedDays: number };
};

/**
 * Deletes the unverified accounts without use, in batches: those to which no person signed in within
 * `neverUsedDays` of the registration, and those whose last sign-in is more than `unusedDays` ago. A stop
 * ends the run between two batches, and the next run continues.
 */
export const expireAccounts =
  ({ unitOfWork, clock, accountTerms }: ExpireAccountsDeps) =>
  async (_data: unknown, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    const now = clock.now();
    const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMilliseconds);
    const times = {
      neverUsedSince: daysAgo(accountTerms.neverUsedDays),
      notUsedSince: daysAgo(accountTerms.unusedDays),
    };
    const expireBatch = (): Promise<number> =>
      unitOfWork.run(async (repositories) => {
        const expired = await repositories.accounts.lockExpired(times, maxAccountsPerBatch);
        for (const account of expired)
          await deleteAccount(repositories, account, { kind: 'account-expired', now });
        return expired.length;
      });
    do signal.throwIfAborted();
    while ((await expireBatch()) === maxAccountsPerBatch);
  };
