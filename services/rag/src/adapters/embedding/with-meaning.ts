import type { DenseEmbedder, Embedder, PassageIndex } from '../../domain/indexing/ports.ts';
import { fuseLegs } from '../../domain/vectors/fuse-legs.ts';
import type { createHybridQuerier } from './hybrid-querier.ts';
import type { VectorSpaces } from './qdrant-vector-spaces.ts';

/** Adds the vector of a model to each query. */
export const embedderWithMeaning = (words: Embedder, dense: DenseEmbedder): Embedder => ({
  embedPassages: words.embedPassages,
  embedQuery: async (text) => {
    const [embedding, vector] = await Promise.all([words.embedQuery(text), dense.embedQuery(text)]);
    return vector === undefined ? embedding : { ...embedding, dense: vector };
  },
});

/** Writes into the index of words and into all spaces of vectors. */
export const indexWithSpaces = (words: PassageIndex, spaces: VectorSpaces): PassageIndex => ({
  ...words,
  upsert: async (passages) => {
    await words.upsert(passages);
    await spaces.upsert(passages);
  },
  changeRights: async (document) => {
    await words.changeRights(document);
    await spaces.changeRights(document);
  },
  remove: async (documentId) => {
    await words.remove(documentId);
    await spaces.remove(documentId);
  },
});

/**
 * Searches by words and meaning when the query has a vector and its space is in use, and by words alone
 * otherwise.
 */
export const searchWithMeaning =
  (
    words: PassageIndex,
    { query, weight }: { readonly query: ReturnType<typeof createHybridQuerier>; readonly weight: number },
  ): PassageIndex['search'] =>
  async (wanted) => {
    const { dense, sparse } = wanted.embedding;
    if (dense === undefined || sparse.indices.length === 0) return words.search(wanted);
    const found = await query({ ...wanted, dense });
    return found === undefined ? words.search(wanted) : fuseLegs(found, weight).slice(0, wanted.limit);
  };
