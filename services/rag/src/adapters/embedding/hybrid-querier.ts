import { z } from 'zod';
import type { PassageIndex } from '../../domain/indexing/ports.ts';
import { type Leg, legs } from '../../domain/vectors/fuse-legs.ts';
import { readableBy, sparseVectorName } from '../qdrant/qdrant-passage-index.ts';
import { orUnavailable, type QdrantOptions, querySender, unexpectedStatus } from '../qdrant/qdrant-server.ts';
import { aliasOf, type VectorStorage, vectorNameOf } from './qdrant-vector-spaces.ts';
import { quantizationInUse } from './quantization-in-use.ts';

export type HybridQuery = Parameters<PassageIndex['search']>[0] & {
  readonly dense: readonly number[];
};

export type FoundLegs = { readonly words: Leg; readonly meaning: Leg };

/** How Qdrant uses compressed vectors for a query: without `rescore` their order alone counts. */
export type QueryParams = {
  readonly quantization?: { readonly rescore: boolean; readonly oversampling?: number };
};

export type HybridQuerierOptions = QdrantOptions & {
  readonly spaceId: string;
  /** The parameters of the leg by meaning; absent: those for the compression of the space in use. */
  readonly params?: QueryParams;
};

/** After a query found the space not ready, words alone answer for this time. */
const notReadyMilliseconds = 2_000;

const leg = z.object({ points: z.array(z.object({ id: z.guid(), score: z.number() })) });
const answer = z.object({ result: z.tuple([leg, leg]) });

/**
 * Asks for the best passages by words and by meaning in one call, each among those that the reader may read.
 * A space has the compression with which it was created, also after the setting has changed.
 *
 * @returns undefined while the configured space is not the one in use.
 */
export const createHybridQuerier = ({ url, apiKey, collection, spaceId, params }: HybridQuerierOptions) => {
  const vectorName = vectorNameOf(spaceId);
  const quantization = quantizationInUse({ url, apiKey, collection, vectorName });
  const send = querySender({
    url,
    apiKey,
    path: `/collections/${encodeURIComponent(aliasOf(collection))}/points/query/batch`,
  });
  let notReadyUntil = 0;
  return (query: HybridQuery): Promise<FoundLegs | undefined> =>
    orUnavailable(async () => {
      if (performance.now() < notReadyUntil) return undefined;
      const fitting = params ?? queryParams[await quantization()];
      const { status, text } = await send({ searches: searchesOf(query, vectorName, { params: fitting }) });
      // No alias yet, or it names a space without vectors of this name.
      if (status === 404 || status === 400) {
        notReadyUntil = performance.now() + notReadyMilliseconds;
        return undefined;
      }
      if (status !== 200) throw unexpectedStatus(status);
      const [words, meaning] = answer.parse(JSON.parse(text)).result;
      return { words: words.points, meaning: meaning.points };
    });
};

/** Compressed vectors find candidates; the whole vectors order them (decision 0066). */
const queryParams: Readonly<Record<VectorStorage['quantization'], QueryParams>> = {
  none: {},
  int8: { quantization: { rescore: true, oversampling: 1 } },
  binary: { quantization: { rescore: true, oversampling: 3 } },
};

const searchesOf = (
  { reader, embedding: { sparse }, documentIds, limit, dense }: HybridQuery,
  vectorName: string,
  params: object,
) => {
  const common = {
    filter: { must: readableBy(reader, documentIds) },
    limit: Math.max(limit, legs.minCandidates),
    with_payload: false,
  };
  const { indices, values } = sparse;
  return [
    { ...common, query: { indices, values }, using: sparseVectorName },
    { ...common, ...params, query: [[...dense]], using: vectorName },
  ];
};
