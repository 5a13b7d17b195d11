import { createCircuitBreaker } from '@ai-teacher/service-kit/clients/circuit-breaker.ts';
import { observeModelCall } from '@ai-teacher/service-kit/openai/observe-model-call.ts';
import { counter } from '@ai-teacher/service-kit/telemetry/instruments.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import type OpenAI from 'openai';
import { z } from 'zod';
import type { Reranker } from '../../domain/search/ports.ts';

export type RerankerOptions = {
  /** Adds the key and the base URL. */
  readonly client: OpenAI;
  readonly model: string | undefined;
  /** Until the order before stays. */
  readonly deadlineMilliseconds: number;
};

const maxFailures = 5;
const pauseMilliseconds = 10_000;

const ranking = z.object({
  results: z.array(z.object({ index: z.int().nonnegative(), relevance_score: z.number() })),
});

type RerankResult = 'reranked' | 'late' | 'failed' | 'paused';

/**
 * Orders passages with a server that answers `POST /rerank` with `{ results: [{ index, relevance_score }] }`,
 * as those of Cohere, Jina, vLLM and llama.cpp do. It asks once, within a deadline.
 */
export const createReranker = ({ client, model, deadlineMilliseconds }: RerankerOptions): Reranker => {
  const breaker = createCircuitBreaker({ failures: maxFailures, pauseMilliseconds });
  const observed = observeModelCall({ operation: 'rerank', model: model ?? 'default' });
  const results = counter(metricCatalogue.reranks);
  const count = (result: RerankResult): void => results.add(1, { [attributeNames.rerankResult]: result });
  const request = async (query: string, documents: readonly string[]): Promise<number[]> => {
    const answer = await client.post<unknown>('/rerank', {
      body: { ...(model === undefined ? {} : { model }), query, documents, top_n: documents.length },
      signal: AbortSignal.timeout(deadlineMilliseconds),
      maxRetries: 0,
      timeout: deadlineMilliseconds + 1_000,
    });
    return placesIn(answer, documents.length);
  };
  return async (query, texts) => {
    if (texts.length < 2) return undefined;
    if (!breaker.allowsCall()) {
      count('paused');
      return undefined;
    }
    const startedAt = performance.now();
    try {
      const order = await observed(() => request(query, texts));
      breaker.succeeded();
      count('reranked');
      return order;
    } catch {
      // The span has recorded what failed. Every failure has the same effect: the order before stays.
      breaker.failed();
      count(performance.now() - startedAt >= deadlineMilliseconds ? 'late' : 'failed');
      return undefined;
    }
  };
};

/** The places of the documents, best first. Documents that the server left out follow in their order. */
const placesIn = (answer: unknown, count: number): number[] => {
  const ranked = ranking
    .parse(answer)
    .results.toSorted((a, b) => b.relevance_score - a.relevance_score)
    .map(({ index }) => index);
  if (ranked.length === 0 || new Set(ranked).size !== ranked.length || ranked.some((at) => at >= count))
    throw new Error('the places of the reranker are not those of the documents');
  const known = new Set(ranked);
  return [...ranked, ...Array.from({ length: count }, (_, at) => at).filter((at) => !known.has(at))];
};
