import { revocationSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import { pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { World } from '../ports.ts';

/**
 * How far back before `since` is told again: a session that ended then may have been committed only after, by a
 * transaction that took its time or by a replica whose clock is behind.
 */
const overlapSeconds = 60;

export type Revocations = {
  readonly asOf: Date;
  readonly sessions: readonly string[];
  readonly keyIds: readonly string[];
  readonly nextCursor: string | null;
};

/**
 * The sessions that ended lately, and the keys that are published now.
 *
 * @throws Problem `input-invalid` for a cursor that we did not make.
 */
export const readRevocations =
  ({ unitOfWork, clock }: World) =>
  async ({
    query,
  }: {
    query: { since?: string | undefined; limit: number; cursor?: string | undefined };
  }): Promise<Revocations> => {
    const asOf = clock.now();
    const oldest = asOf.getTime() - revocationSeconds * 1_000;
    const asked = query.since === undefined ? oldest : Date.parse(query.since) - overlapSeconds * 1_000;
    const since = new Date(Math.max(oldest, asked));
    const page = { limit: query.limit + 1, after: placeIn(query.cursor) };
    const { ended, published } = await unitOfWork.run(
      async ({ refreshTokens, signingKeys }) => ({
        ended: await refreshTokens.listEnded(since, page),
        published: await signingKeys.listPublished(),
      }),
      { readOnly: true },
    );
    const { items, nextCursor } = pageThrough(ended, query.limit, ({ endedAt, id }) => [
      endedAt.toISOString(),
      id,
    ]);
    const sessions = items.map(({ id }) => id);
    return { asOf, sessions, keyIds: published.map(({ kid }) => kid), nextCursor };
  };
