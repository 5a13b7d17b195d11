import { cursorAt, placeIn } from './list-cursor.ts';
import type { Notification, Reader, World } from './ports.ts';

export type Listed = { readonly items: readonly Notification[]; readonly nextCursor: string | null };

/**
 * What the caller was told, newest first.
 *
 * @throws Problem `input-invalid` for a cursor that we did not make.
 */
export const listNotifications =
  ({ unitOfWork }: World) =>
  async ({
    principal,
    query,
  }: {
    principal: Reader;
    query: { limit: number; cursor?: string | undefined };
  }): Promise<Listed> => {
    const after = placeIn(query.cursor);
    const found = await unitOfWork.run(
      ({ notifications }) => notifications.list(principal, { limit: query.limit + 1, after }),
      { readOnly: true },
    );
    const items = found.slice(0, query.limit);
    const last = items.at(-1);
    const hasMore = found.length > query.limit && last !== undefined;
    return { items, nextCursor: hasMore ? cursorAt({ at: last.createdAt, id: last.id }) : null };
  };
