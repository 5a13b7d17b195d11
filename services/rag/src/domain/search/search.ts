import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import { type search as contract, maxUnreadDocuments } from '@ai-teacher/contracts/rag/search.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { IndexUnavailable } from '../indexing/index-unavailable.ts';
import type { Embedder, PassageIndex } from '../indexing/ports.ts';
import type { Found, Repositories, Reranker } from './ports.ts';

/** Hits may have been deleted or hidden a moment ago, so the search requests more hits than it returns. */
const spareCandidates = 10;

export type SearchDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly standings: Standings;
  readonly embedder: Pick<Embedder, 'embedQuery'>;
  readonly passages: Pick<PassageIndex, 'search'>;
  /** Undefined when none is configured. */
  readonly reranker: Reranker | undefined;
};

/** Passages that a reranker orders again. */
const rerankedPassages = 40;

/**
 * Returns the best passages among those that the reader may read. The index filters by the reader's rights
 * inside its query. Every hit is then read from the database under the same rights, because only the database
 * decides.
 *
 * @throws Problem `knowledge-base-unavailable`, or `document-not-found` for a named document that the reader
 * may not read.
 */
export const search =
  (deps: SearchDeps) =>
  async ({ body, principal }: Input<typeof contract>): Promise<Found> => {
    const { unitOfWork, embedder, standings, reranker } = deps;
    const reader = await standings.of(principal);
    const documentIds = body.documentIds && [...new Set(body.documentIds.map((id) => id.toLowerCase()))];
    if (documentIds) await requireAllReadable(deps, reader, documentIds);
    const embedding = await embedder.embedQuery(body.query);
    const maxPassages = reranker === undefined ? body.limit : Math.max(body.limit, rerankedPassages);
    const limit = Math.max(body.limit * 2, maxPassages) + spareCandidates;
    const chunkIds = await findBestIds(deps, { reader, embedding, documentIds, limit });
    const found = await unitOfWork.run(
      ({ passages }) =>
        passages.findReadable(reader, {
          // A search that names a document may find documents that the caller only oversees. Other searches
          // may not.
          purpose: documentIds === undefined ? 'find' : 'read',
          chunkIds,
          documentIds,
          maxPassages,
          maxUnread: maxUnreadDocuments,
        }),
      { readOnly: true },
    );
    return reranker === undefined ? found : rerank(found, reranker, body);
  };

const rerank = async (
  found: Found,
  reranker: Reranker,
  { query, limit }: { readonly query: string; readonly limit: number },
): Promise<Found> => {
  const { passages } = found;
  const places = await reranker(
    query,
    passages.map(({ title, headingPath, text }) => `${[title, ...headingPath].join(' › ')}\n${text}`),
  );
  const ordered = places === undefined ? passages : places.flatMap((place) => passages[place] ?? []);
  return { ...found, passages: ordered.slice(0, limit) };
};

const requireAllReadable = async (
  { unitOfWork }: SearchDeps,
  reader: Standing,
  ids: readonly string[],
): Promise<void> => {
  const count = await unitOfWork.run(({ documents }) => documents.countReadable(reader, ids), {
    readOnly: true,
  });
  if (count < ids.length) throw new Problem('document-not-found');
};

const findBestIds = async (
  { passages }: SearchDeps,
  query: Parameters<PassageIndex['search']>[0],
): Promise<string[]> => {
  try {
    return await passages.search(query);
  } catch (error) {
    if (!(error instanceof IndexUnavailable)) throw error;
    throw new Problem('knowledge-base-unavailable', { cause: error, retryAfterSeconds: 5 });
  }
};
