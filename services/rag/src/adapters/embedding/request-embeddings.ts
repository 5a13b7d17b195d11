import { retryAfterSeconds } from '@ai-teacher/service-kit/clients/retry-after.ts';
import { observeModelCall } from '@ai-teacher/service-kit/openai/observe-model-call.ts';
import type OpenAI from 'openai';
import { APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import { EmbedderUnavailable } from '../../domain/indexing/embedder-unavailable.ts';
import { checkedVectors, MalformedVectors } from './checked-vectors.ts';

export type EmbeddingServer = {
  readonly client: OpenAI;
  readonly model: string;
  readonly dimensions: number;
};

export type EmbeddingRequest = {
  readonly texts: readonly string[];
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal;
};

/** A failure of one request. */
export class EmbeddingFailure extends EmbedderUnavailable {
  /** Whether the same request may succeed soon. */
  readonly retryable: boolean;
  constructor(
    reason: string,
    {
      retryable = false,
      ...options
    }: {
      readonly retryable?: boolean;
      readonly refusesTexts?: boolean;
      readonly cause: unknown;
      readonly retryAfterSeconds?: number;
    },
  ) {
    super(reason, options);
    this.retryable = retryable;
  }
}

/** Sends one request, without a retry. The timeout covers the whole answer. */
export const requestEmbeddings = (server: EmbeddingServer) => {
  const { client, model, dimensions } = server;
  const observed = observeModelCall({ operation: 'embeddings', model });
  return async ({ texts, timeoutMilliseconds, signal }: EmbeddingRequest): Promise<number[][]> => {
    const late = AbortSignal.timeout(timeoutMilliseconds);
    try {
      return await observed(async (report) => {
        const answer = await client.embeddings.create(
          // `float` is the format that every server knows.
          { model, input: [...texts], encoding_format: 'float' },
          {
            signal: AbortSignal.any([signal, late]),
            maxRetries: 0,
            // The signal decides; the timeout of the client library ends with the headers of the answer.
            timeout: timeoutMilliseconds + 1_000,
          },
        );
        const vectors = checkedVectors(answer, { count: texts.length, dimensions });
        report({ inputTokens: tokensOf(answer.usage?.prompt_tokens) });
        return vectors;
      });
    } catch (error) {
      signal.throwIfAborted();
      throw failureOf(error, late.aborted);
    }
  };
};

const tokensOf = (tokens: unknown): number | undefined =>
  typeof tokens === 'number' && Number.isFinite(tokens) && tokens >= 0 ? tokens : undefined;

const failureOf = (error: unknown, isLate: boolean): EmbeddingFailure => {
  if (isLate || error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError)
    return new EmbeddingFailure('late', { retryable: true, cause: error });
  if (error instanceof MalformedVectors) return new EmbeddingFailure('malformed', { cause: error });
  if (error instanceof APIError && typeof error.status === 'number') {
    const { status } = error;
    const seconds = retryAfterSeconds(error.headers);
    return new EmbeddingFailure(String(status), {
      cause: error,
      retryable: status >= 500 || status === 429 || status === 408,
      refusesTexts: status === 400 || status === 413 || status === 422,
      ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    });
  }
  // A connection that broke, or a body that is no JSON.
  return new EmbeddingFailure('cut', { retryable: true, cause: error });
};
