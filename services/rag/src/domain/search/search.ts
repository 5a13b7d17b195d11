import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { IndexUnavailable } from '../indexing/index-unavailable.ts';
import type { ReadableChunk, Reader, World } from '../ports.ts';

/** Some of what the index finds may have been deleted or hidden a moment ago, so more is asked for than is given. */
const spareCandidates = 10;

/**
 * The passages that fit best among what the reader may read. The index filters by the reader's rights inside its
 * query, and every hit is then read again from the database under the same rights: it alone decides.
 *
 * @throws Problem `knowledge-base-unavailable`, `document-not-found` for a named document the reader may not read.
 */
export const search =
  ({ unitOfWork, embedder, passages }: Pick<World, 'unitOfWork' | 'embedder' | 'passages'>) =>
  async ({
    body,
    principal: reader,
  }: {
    body: { query: string; limit: number; documentIds?: readonly string[] | undefined };
    principal: Reader;
  }): Promise<readonly ReadableChunk[]> => {
    const documentIds = body.documentIds && [...new Set(body.documentIds.map((id) => id.toLowerCase()))];
    if (documentIds) await requireAllReadable(reader, documentIds);
    const embedding = await embedder.embedQuery(body.query);
    const ids = await bestIds({ reader, embedding, documentIds, limit: body.limit * 2 + spareCandidates });
    const readable = await unitOfWork.run(({ chunks }) => chunks.listReadable(reader, ids), {
      readOnly: true,
    });
    const byId = new Map(readable.map((chunk) => [chunk.id, chunk]));
    return ids.flatMap((id) => byId.get(id) ?? []).slice(0, body.limit);

    async function requireAllReadable(who: Reader, wanted: readonly string[]): Promise<void> {
      const count = await unitOfWork.run(({ documents }) => documents.countReadable(who, wanted), {
        readOnly: true,
      });
      if (count < wanted.length) throw new Problem('document-not-found');
    }

    async function bestIds(query: Parameters<typeof passages.search>[0]): Promise<string[]> {
      try {
        return await passages.search(query);
      } catch (error) {
        if (!(error instanceof IndexUnavailable)) throw error;
        throw new Problem('knowledge-base-unavailable', { cause: error, retryAfterSeconds: 5 });
      }
    }
  };
