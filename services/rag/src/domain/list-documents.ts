import { Problem } from '@ai-teacher/service-kit/problem.ts';
import type { BookDocument, ListPosition, Reader, World } from './ports.ts';

export type DocumentList = {
  readonly documents: readonly BookDocument[];
  readonly nextCursor: string | null;
};

/** The documents the caller may read, newest first. A cursor names the last document of the page before. */
export const listDocuments =
  ({ unitOfWork }: Pick<World, 'unitOfWork'>) =>
  async ({
    query,
    principal,
  }: {
    query: { limit: number; cursor?: string | undefined };
    principal: Reader;
  }): Promise<DocumentList> => {
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const found = await unitOfWork.run(
      ({ documents }) => documents.listReadable(principal, { limit: query.limit + 1, after }),
      { readOnly: true },
    );
    const documents = found.slice(0, query.limit);
    const last = documents.at(-1);
    return { documents, nextCursor: last && found.length > query.limit ? writeCursor(last) : null };
  };

const writeCursor = ({ createdAt, id }: ListPosition): string =>
  Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url');

const SHAPE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const readCursor = (cursor: string): ListPosition => {
  const [, at, id] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  const createdAt = new Date(at ?? Number.NaN);
  if (id === undefined || Number.isNaN(createdAt.getTime()))
    throw new Problem('input-invalid', {
      errors: [{ pointer: '/query/cursor', message: 'is not a cursor of this list' }],
    });
  return { createdAt, id };
};
