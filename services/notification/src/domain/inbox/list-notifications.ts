import { byTime, type Listed, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { Notification, Reader, World } from '../ports.ts';

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
  }): Promise<Listed<Notification>> => {
    const after = placeIn(query.cursor);
    const found = await unitOfWork.run(
      ({ notifications }) => notifications.list(principal, { limit: query.limit + 1, after }),
      { readOnly: true },
    );
    return pageThrough(found, query.limit, byTime);
  };
