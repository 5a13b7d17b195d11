import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import { maxRevocationWaitSeconds, revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories, RevocationChanges } from './ports.ts';

/**
 * Sessions that ended up to this long before `since` are listed again. A slow transaction, or a replica whose
 * clock is late, may have committed such an end only after `since`.
 */
const overlapSeconds = 60;

export type ReadRevocationsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'refreshTokens' | 'signingKeys'>>;
  readonly clock: Clock;
  readonly revocationChanges: RevocationChanges;
};

export type Revocations = {
  readonly asOf: Date;
  readonly sessions: readonly string[];
  readonly keyIds: readonly string[];
  readonly nextCursor: string | null;
  readonly version?: string;
};

/**
 * Summarizes the sessions that ended since the last full minute or in the minute before it, and the published
 * keys. The summary changes when a session ends, when a key changes, and each minute. The minute before finds
 * the ends that slow transactions committed late.
 */
export const summarizeRevocations =
  ({ unitOfWork, clock }: Pick<ReadRevocationsDeps, 'unitOfWork' | 'clock'>) =>
  (): Promise<unknown> => {
    const overlap = overlapSeconds * 1_000;
    const since = new Date((Math.floor(clock.now().getTime() / overlap) - 1) * overlap);
    return unitOfWork.run(
      async ({ refreshTokens, signingKeys }) => ({
        since,
        ended: await refreshTokens.summarizeEnded(since),
        keyIds: await signingKeys.listPublishedIds(),
      }),
      { readOnly: true },
    );
  };

/**
 * The sessions that ended recently, and the keys that are currently published. A caller that names the
 * version of its list waits until the list changes.
 *
 * @returns undefined when the list did not change while the caller waited.
 * @throws Problem `input-invalid` for a cursor that this list did not make.
 */
export const readRevocations =
  ({ unitOfWork, clock, revocationChanges }: ReadRevocationsDeps) =>
  async ({ query, signal }: Input<typeof contract.readRevocations>): Promise<Revocations | undefined> => {
    // Read before the list, so the list contains everything that its version stands for.
    const version =
      query.version === undefined
        ? undefined
        : await revocationChanges.otherThan(query.version, {
            milliseconds: maxRevocationWaitSeconds * 1_000,
            signal,
          });
    if (version !== undefined && version === query.version) return undefined;
    const asOf = clock.now();
    const oldest = asOf.getTime() - revocationSeconds * 1_000;
    const requested = query.since === undefined ? oldest : Date.parse(query.since) - overlapSeconds * 1_000;
    const since = new Date(Math.max(oldest, requested));
    const { ended, keyIds } = await unitOfWork.run(
      async ({ refreshTokens, signingKeys }) => ({
        ended: await refreshTokens.listEnded(since, query),
        keyIds: await signingKeys.listPublishedIds(),
      }),
      { readOnly: true },
    );
    return {
      asOf,
      sessions: ended.items.map(({ id }) => id),
      keyIds,
      nextCursor: ended.nextCursor,
      ...(version === undefined ? {} : { version }),
    };
  };
