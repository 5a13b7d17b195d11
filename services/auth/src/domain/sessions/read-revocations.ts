import type * as contract from '@ai-teacher/contracts/auth/sessions.ts';
import { revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

/**
 * Sessions that ended up to this long before `since` are listed again. A slow transaction, or a replica whose
 * clock is late, may have committed such an end only after `since`.
 */
const overlapSeconds = 60;

export type ReadRevocationsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'refreshTokens' | 'signingKeys'>>;
  readonly clock: Clock;
};

export type Revocations = {
  readonly asOf: Date;
  readonly sessions: readonly string[];
  readonly keyIds: readonly string[];
  readonly nextCursor: string | null;
};

/**
 * The sessions that ended recently, and the keys that are currently published.
 *
 * @throws Problem `input-invalid` for a cursor that this list did not make.
 */
export const readRevocations =
  ({ unitOfWork, clock }: ReadRevocationsDeps) =>
  async ({ query }: Input<typeof contract.readRevocations>): Promise<Revocations> => {
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
    };
  };
