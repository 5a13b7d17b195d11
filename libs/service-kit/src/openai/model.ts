import { setTimeout as pause } from 'node:timers/promises';
import type OpenAI from 'openai';
import type { CircuitBreaker } from '../clients/circuit-breaker.ts';
import {
  type ModelMessage,
  type ModelPart,
  type ResponseFormat,
  streamCompletion,
} from './completion-stream.ts';
import { failureOf, type ModelFailure, modelUnavailable } from './failure.ts';
import { observeRequests } from './observe-requests.ts';
import type { ModelPatience } from './patience.ts';

export type ModelOptions = {
  readonly client: OpenAI;
  readonly model: string;
  /** The model is asked to keep each answer below this number. */
  readonly maxTokens: number;
  readonly patience: ModelPatience;
  readonly breaker: CircuitBreaker;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  /** Between 0 and 1; spreads the retries of many clients. */
  readonly random?: () => number;
};

export type ModelQuestion = {
  readonly messages: readonly ModelMessage[];
  /** The form of the answer. Default: text. */
  readonly responseFormat?: ResponseFormat;
  readonly signal: AbortSignal;
};

/**
 * Asks a model. Yields the texts of the answer and one usage for each request that the server did not refuse,
 * also before a failure. Throws Problem `model-unavailable` or `deadline-exceeded`; after an abort, the
 * reason of the signal.
 */
export type AskModel = (question: ModelQuestion) => AsyncIterable<ModelPart>;

const minPauseMilliseconds = 200;
const pauseSpreadMilliseconds = 600;
/** A retry is useful only when this much time remains until the first word is due. */
const minRemainingMilliseconds = 500;

/**
 * A client of any OpenAI-compatible server. It retries once at most, only before the first word, after the
 * pause that the server asks for, and never later than the first word is due. Repeated failures of the server
 * open the breaker.
 */
export const createModel = (options: ModelOptions): AskModel => {
  const { client, model, maxTokens, breaker, patience } = options;
  const { now = () => performance.now(), random = Math.random } = options;
  const observed = observeRequests({ model, now });
  const request = (question: ModelQuestion, elapsed: number): AsyncGenerator<ModelPart, void> => {
    const left = {
      ...patience,
      firstToken: patience.firstToken - elapsed,
      total: patience.total - elapsed,
    };
    return observed(question.signal, () =>
      streamCompletion({ ...question, client, model, maxTokens, patience: left }),
    );
  };
  const pauseBefore = (failure: ModelFailure): number =>
    failure.retryAfterMilliseconds ?? minPauseMilliseconds + random() * pauseSpreadMilliseconds;

  return async function* (question) {
    const { signal } = question;
    const startedAt = now();
    for (let attempt = 1; ; attempt += 1) {
      if (!breaker.allowsCall())
        throw modelUnavailable('The model has just failed repeatedly.', breaker.retryAfterSeconds());
      let begun = false;
      let wait: number;
      // A reader that leaves shows nothing about the server.
      let report = breaker.release;
      try {
        for await (const part of request(question, now() - startedAt)) {
          begun ||= part.kind === 'text';
          yield part;
        }
        report = breaker.succeeded;
        return;
      } catch (error) {
        const failure = signal.aborted ? undefined : failureOf(error);
        if (failure === undefined) throw error;
        if (failure.serverAtFault) report = breaker.failed;
        wait = pauseBefore(failure);
        const fits = now() - startedAt + wait + minRemainingMilliseconds < patience.firstToken;
        if (attempt > 1 || begun || !failure.retryable || !fits) throw failure.problem;
      } finally {
        report();
      }
      await pause(wait, undefined, { signal });
    }
  };
};
