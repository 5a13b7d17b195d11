import { byTime, type Listed, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { BookDocument, Reader, World } from '../ports.ts';

/** The documents the caller may read, newest first. A cursor names the last document of the page before. */
export const listDocuments =
  ({ unitOfWork }: Pick<World, 'unitOfWork'>) =>
  async ({
    query,
    principal,
  }: {
    query: { limit: number; cursor?: string | undefined };
    principal: Reader;
  }): Promise<Listed<BookDocument>> => {
    const after = placeIn(query.cursor);
    const found = await unitOfWork.run(
      ({ documents }) => documents.listReadable(principal, { limit: query.limit + 1, after }),
      { readOnly: true },
    );
    return pageThrough(found, query.limit, byTime);
  };
