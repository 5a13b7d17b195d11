import type { AdmissionOptions } from '@ai-teacher/service-kit/admission/admission.ts';
import { ConfigError } from '@ai-teacher/service-kit/config.ts';
import { modelClient } from '@ai-teacher/service-kit/openai/model-client.ts';
import type { RagConfig } from '../../config.ts';
import type { Embedder, PassageIndex } from '../../domain/indexing/ports.ts';
import type { Reranker } from '../../domain/search/ports.ts';
import type { Meaning } from '../../domain/vectors/ports.ts';
import { spaceIdOf, type VectorSpace, vectorSpace } from '../../domain/vectors/vector-space.ts';
import { createQdrantPassageIndex } from '../qdrant/qdrant-passage-index.ts';
import { createReranker } from './http-reranker.ts';
import { createHybridQuerier } from './hybrid-querier.ts';
import { createDenseEmbedder } from './openai-dense-embedder.ts';
import { createVectorSpaces, type VectorStorage } from './qdrant-vector-spaces.ts';
import { embedderWithMeaning, indexWithSpaces, searchWithMeaning } from './with-meaning.ts';

export type ComposedSearch = {
  readonly embedder: Embedder;
  readonly passages: PassageIndex;
  readonly meaning: Meaning | undefined;
  readonly reranker: Reranker | undefined;
};

/** Words alone, or words and the vectors of the configured model. */
export const composeSearch = (config: RagConfig, text: Embedder): ComposedSearch => {
  const qdrant = {
    url: config.QDRANT_URL,
    apiKey: config.QDRANT_API_KEY,
    collection: config.QDRANT_COLLECTION,
  };
  const space = spaceOf(config);
  const storage = storageOf(config);
  const words = createQdrantPassageIndex(qdrant, storage);
  const spaces = createVectorSpaces({ ...qdrant, space, storage });
  const passages = indexWithSpaces(words, spaces);
  const reranker = rerankerOf(config);
  if (space === undefined || spaces.configured === undefined)
    return { embedder: text, passages, meaning: undefined, reranker };
  const spaceId = spaceIdOf(space);
  const dense = createDenseEmbedder(embedderOptionsOf(config, space));
  const query = createHybridQuerier({ ...qdrant, spaceId });
  const weight = config.EMBEDDING_WEIGHT;
  return {
    embedder: weight === 0 ? text : embedderWithMeaning(text, dense),
    passages: { ...passages, search: searchWithMeaning(words, { query, weight }) },
    meaning: { spaceId, embedder: dense, space: spaces.configured },
    reranker,
  };
};

/** Undefined without a model, and without a way to reach it. */
/**
 * A search that waits for a server of vectors or of a ranking holds its place for up to 0.8 s without work.
 */
const placesOfWaitingSearches = { places: 60, minPlaces: 30 };

/** The bounds of the requests in progress; those that `given` has stay. */
export const admissionOf = (
  { meaning, reranker }: Pick<ComposedSearch, 'meaning' | 'reranker'>,
  given: { readonly admission?: AdmissionOptions },
): AdmissionOptions => ({
  ...(meaning === undefined && reranker === undefined ? {} : placesOfWaitingSearches),
  ...given.admission,
});

const spaceOf = (config: RagConfig): VectorSpace | undefined => {
  const { EMBEDDING_MODEL: model, EMBEDDING_DIMENSIONS: dimensions } = config;
  const isReachable = config.EMBEDDING_API_KEY !== undefined || config.EMBEDDING_BASE_URL !== undefined;
  if (model === undefined || !isReachable) return undefined;
  if (dimensions === undefined)
    throw new ConfigError(['EMBEDDING_DIMENSIONS: is missing; EMBEDDING_MODEL needs it']);
  return vectorSpace({
    model,
    dimensions,
    queryPrefix: config.EMBEDDING_QUERY_PREFIX,
    passagePrefix: config.EMBEDDING_PASSAGE_PREFIX,
  });
};

const storageOf = (config: RagConfig): VectorStorage => ({
  quantization: config.VECTOR_QUANTIZATION === '' ? 'none' : config.VECTOR_QUANTIZATION,
  onDisk: config.VECTORS_ON_DISK,
  shards: config.QDRANT_SHARDS,
  replicas: config.QDRANT_REPLICAS,
});

const rerankerOf = (config: RagConfig): Reranker | undefined =>
  config.RERANK_BASE_URL === undefined
    ? undefined
    : createReranker({
        client: modelClient(config.RERANK_API_KEY, config.RERANK_BASE_URL),
        model: config.RERANK_MODEL,
        deadlineMilliseconds: config.RERANK_MILLISECONDS,
      });

const embedderOptionsOf = (config: RagConfig, space: VectorSpace) => ({
  client: modelClient(config.EMBEDDING_API_KEY, config.EMBEDDING_BASE_URL),
  ...space,
  queryMilliseconds: config.EMBEDDING_QUERY_MILLISECONDS,
  passageMilliseconds: config.EMBEDDING_SECONDS * 1_000,
  batchSize: config.EMBEDDING_BATCH,
  concurrency: config.EMBEDDING_CONCURRENCY,
});
