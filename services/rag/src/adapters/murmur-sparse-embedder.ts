import murmur from 'murmurhash3js-revisited';
import type { Embedder, SparseVector } from '../domain/indexing/ports.ts';
import { type TermWeights, weighPassage, weighQuery } from '../domain/indexing/weigh-terms.ts';

const encoder = new TextEncoder();

/**
 * Embeds text as a sparse vector of BM25 term weights, without a model. A term's number is its 32-bit murmur3
 * hash. Qdrant multiplies the weights by the inverse document frequency.
 */
export const createSparseEmbedder = (): Embedder => ({
  embedPassages: async (texts) => texts.map((text) => ({ sparse: toVector(weighPassage(text)) })),
  embedQuery: async (text) => ({ sparse: toVector(weighQuery(text)) }),
});

const toVector = (weights: TermWeights): SparseVector => {
  const byNumber = new Map<number, number>();
  for (const [term, weight] of weights) {
    const number = murmur.x86.hash32(encoder.encode(term));
    // Terms with the same hash become one term. A whole library contains only a few such pairs.
    byNumber.set(number, (byNumber.get(number) ?? 0) + weight);
  }
  return { indices: [...byNumber.keys()], values: [...byNumber.values()] };
};
