import { setTimeout as pauseFor } from 'node:timers/promises';
import {
  type CircuitBreaker,
  createCircuitBreaker,
} from '@ai-teacher/service-kit/clients/circuit-breaker.ts';
import { counter } from '@ai-teacher/service-kit/telemetry/instruments.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import { EmbedderUnavailable } from '../../domain/indexing/embedder-unavailable.ts';
import type { DenseEmbedder } from '../../domain/indexing/ports.ts';
import { EmbeddingFailure, type EmbeddingServer, requestEmbeddings } from './request-embeddings.ts';

export type DenseEmbedderOptions = EmbeddingServer & {
  readonly queryPrefix: string;
  readonly passagePrefix: string;
  /** Until the words alone answer. */
  readonly queryMilliseconds: number;
  /** For one request with passages. */
  readonly passageMilliseconds: number;
  /** Passages of one request. */
  readonly batchSize: number;
  /** Requests with passages that are open concurrently. */
  readonly concurrency: number;
  /** Between 0 and 1; spreads the retries of many processes. */
  readonly random?: () => number;
};

const maxAttempts = 3;
const minPauseMilliseconds = 200;
/** A server that asks for a longer pause is asked again by a later job. */
const maxPauseMilliseconds = 5_000;
/** A server that refuses long texts may take their beginnings. */
const shortCharacters = 1_000;
/** Questions repeat: a class reads the same book. 2 000 vectors of 1 024 numbers are 16 MB. */
const maxCachedQueries = 2_000;
/**
 * The number of consecutive failures after which no question waits for the server, and the duration of this
 * pause.
 */
const maxQueryFailures = 5;
const queryPauseMilliseconds = 5_000;

/** Turns texts into vectors with any OpenAI-compatible server. */
export const createDenseEmbedder = (options: DenseEmbedderOptions): DenseEmbedder => {
  const request = requestEmbeddings(options);
  return {
    embedPassages: passageEmbedder(options, request),
    embedQuery: queryEmbedder(options, request),
  };
};

type Request = ReturnType<typeof requestEmbeddings>;

/** Sends batches with bounded concurrency. Each batch is sent three times at most. */
const passageEmbedder = (
  { passagePrefix, batchSize, concurrency, passageMilliseconds, random = Math.random }: DenseEmbedderOptions,
  request: Request,
): DenseEmbedder['embedPassages'] => {
  const queue = new PQueue({ concurrency });
  const attempt = async (texts: readonly string[], signal: AbortSignal): Promise<number[][]> => {
    let sent = texts;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        return await request({ texts: sent, timeoutMilliseconds: passageMilliseconds, signal });
      } catch (error) {
        if (!(error instanceof EmbeddingFailure) || attempt === maxAttempts) throw error;
        if (error.refusesTexts && sent === texts) {
          sent = texts.map((text) => text.slice(0, shortCharacters));
          continue;
        }
        const asked = (error.retryAfterSeconds ?? 0) * 1_000;
        if (!error.retryable || asked > maxPauseMilliseconds) throw error;
        const backoff = minPauseMilliseconds * 2 ** (attempt - 1) * (1 + random());
        await pauseFor(Math.max(asked, backoff), undefined, { signal });
      }
    }
  };
  return async (texts, signal) => {
    const prefixed = texts.map((text) => passagePrefix + text);
    const batches: string[][] = [];
    for (let from = 0; from < prefixed.length; from += batchSize)
      batches.push(prefixed.slice(from, from + batchSize));
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const vectors = batches.map((batch) => queue.add(() => attempt(batch, either)));
    try {
      return (await Promise.all(vectors)).flat();
    } catch (error) {
      // The other batches of these texts are of no use.
      failed.abort(error);
      throw error;
    }
  };
};

type QueryResult = 'embedded' | 'remembered' | 'late' | 'failed' | 'paused';

/**
 * Asks once within the deadline. A request in time and a late one both fill the cache, so the next search
 * with the same words finds the vector.
 */
const queryEmbedder = (
  { queryPrefix, queryMilliseconds, passageMilliseconds }: DenseEmbedderOptions,
  request: Request,
): DenseEmbedder['embedQuery'] => {
  const cache = new LRUCache<string, readonly number[]>({ max: maxCachedQueries });
  const breaker = createCircuitBreaker({
    failures: maxQueryFailures,
    pauseMilliseconds: queryPauseMilliseconds,
  });
  const results = counter(metricCatalogue.queryEmbeddings);
  const count = (result: QueryResult): void =>
    results.add(1, { [attributeNames.queryEmbeddingResult]: result });
  const fetchVector = async (text: string): Promise<readonly number[]> => {
    const timeoutMilliseconds = Math.min(passageMilliseconds, maxLateFactor * queryMilliseconds);
    const signal = new AbortController().signal;
    const [vector = []] = await request({ texts: [queryPrefix + text], timeoutMilliseconds, signal });
    cache.set(text, vector);
    return vector;
  };
  return async (text) => {
    const known = cache.get(text);
    if (known !== undefined) {
      count('remembered');
      return known;
    }
    if (!breaker.allowsCall()) {
      count('paused');
      return undefined;
    }
    const { result, vector } = await withinDeadline(fetchVector(text), queryMilliseconds);
    report(breaker, result);
    count(result);
    return vector;
  };
};

/** A late vector may still arrive for the cache until this multiple of the deadline. */
const maxLateFactor = 5;

const report = (breaker: CircuitBreaker, result: QueryResult): void =>
  result === 'embedded' ? breaker.succeeded() : breaker.failed();

const withinDeadline = async (
  vector: Promise<readonly number[]>,
  milliseconds: number,
): Promise<{ readonly result: QueryResult; readonly vector?: readonly number[] }> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ readonly result: 'late' }>((resolve) => {
    timer = setTimeout(resolve, milliseconds, { result: 'late' });
  });
  const answered = vector.then(
    (found) => ({ result: 'embedded' as const, vector: found }),
    (error: unknown) => {
      if (error instanceof EmbedderUnavailable) return { result: 'failed' as const };
      throw error;
    },
  );
  // After the deadline a fault of ours has no one to receive it.
  answered.catch(() => undefined);
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
};
