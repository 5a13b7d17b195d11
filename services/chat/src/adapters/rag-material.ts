import { listDocuments, readPages } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Material } from '../domain/tutoring/ports.ts';

/** Reads the caller's material through rag, with the caller's own token. */
export const createRagMaterial = ({ mesh }: { mesh: MeshClient }): Material => ({
  search: ({ query, limit, documentIds }) =>
    orUnavailable(async () => {
      const { results, unreadPages = [] } = await mesh.call(search, {
        body: { query, limit, ...(documentIds === undefined ? {} : { documentIds: [...documentIds] }) },
      });
      return { passages: results, unread: unreadPages };
    }),
  readyDocuments: () => orUnavailable(() => newestReady(mesh)),
  pages: (documentId, from) =>
    orUnavailable(async () => {
      try {
        const { title, items, nextFrom } = await mesh.call(readPages, {
          params: { id: documentId },
          query: { from },
        });
        return { title, pages: items, nextFrom };
      } catch (error) {
        if (Problem.is(error, 'document-not-ready')) return undefined;
        throw error;
      }
    }),
});

const documentsPerPage = 20;
/** Bounds the calls of a question by a caller with many unread documents. */
const maxPages = 50;
const maxReady = 2;

/** Documents that are processed or that failed may fill the first pages of the list. */
const newestReady = async (mesh: MeshClient): Promise<readonly string[]> => {
  const ready: string[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < maxPages && cursor !== null && ready.length < maxReady; page += 1) {
    const query = { limit: documentsPerPage, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await mesh.call(listDocuments, { query });
    ready.push(...items.filter(({ status }) => status === 'ready').map(({ id }) => id));
    cursor = nextCursor;
  }
  return ready.slice(0, maxReady);
};

/** The caller does not need to know whether rag or its store is unavailable. */
const orUnavailable = async <Result>(call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    const isUnavailable = Problem.is(
      error,
      'upstream-unavailable',
      'deadline-exceeded',
      'database-unavailable',
    );
    throw isUnavailable ? new Problem('knowledge-base-unavailable', { cause: error }) : error;
  }
};
