import murmur from 'murmurhash3js-revisited';
import { type TermWeights, weighPassage, weighQuery } from '../domain/indexing/weigh-terms.ts';
import type { Embedder, SparseVector } from '../domain/ports.ts';

const encoder = new TextEncoder();

/**
 * Text as a sparse vector of BM25 term weights; a term's number is its 32-bit murmur3 hash. Qdrant multiplies by the
 * inverse document frequency. Needs no model.
 */
export const createSparseEmbedder = (): Embedder => ({
  embedPassages: async (texts) => texts.map((text) => ({ sparse: toVector(weighPassage(text)) })),
  embedQuery: async (text) => ({ sparse: toVector(weighQuery(text)) }),
});

const toVector = (weights: TermWeights): SparseVector => {
  const byNumber = new Map<number, number>();
  for (const [term, weight] of weights) {
    const number = murmur.x86.hash32(encoder.encode(term));
    // Two terms with one hash become one term; they are a handful in a whole library.
    byNumber.set(number, (byNumber.get(number) ?? 0) + weight);
  }
  return { indices: [...byNumber.keys()], values: [...byNumber.values()] };
};
