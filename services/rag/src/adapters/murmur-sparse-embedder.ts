import murmur from 'murmurhash3js-revisited';
import type { Embedding, PassageEmbedding, SparseVector } from '../domain/indexing/ports.ts';
import { type TermWeights, weighPassage, weighQuery } from '../domain/indexing/terms/weigh-terms.ts';

const encoder = new TextEncoder();

/**
 * Embeds a text as a sparse vector of BM25 term weights, without a model. A term's number is its 32-bit
 * murmur3 hash. Qdrant multiplies the weights by the inverse document frequency.
 *
 * @param maxTerms Further terms of the text are left out.
 */
export const embedPassage = (text: string, maxTerms: number): PassageEmbedding => {
  const weights = weighPassage(text);
  return { sparse: toVector(weights, maxTerms), cut: weights.size > maxTerms };
};

export const embedQuery = (text: string): Embedding => ({ sparse: toVector(weighQuery(text)) });

/** The numbers of terms that occurred before: the passages of a book share most of their terms. */
const knownNumbers = new Map<string, number>();
const maxKnownNumbers = 100_000;

const numberOf = (term: string): number => {
  const known = knownNumbers.get(term);
  if (known !== undefined) return known;
  const number = murmur.x86.hash32(encoder.encode(term));
  if (knownNumbers.size >= maxKnownNumbers) knownNumbers.clear();
  knownNumbers.set(term, number);
  return number;
};

const toVector = (weights: TermWeights, maxTerms = Number.POSITIVE_INFINITY): SparseVector => {
  const byNumber = new Map<number, number>();
  let left = maxTerms;
  for (const [term, weight] of weights) {
    if (left <= 0) break;
    left -= 1;
    const number = numberOf(term);
    // Terms with the same hash become one term. A whole library contains only a few such pairs.
    byNumber.set(number, (byNumber.get(number) ?? 0) + weight);
  }
  return { indices: [...byNumber.keys()], values: [...byNumber.values()] };
};
