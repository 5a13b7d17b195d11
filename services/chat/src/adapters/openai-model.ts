import { setTimeout as pause } from 'node:timers/promises';
import type { CircuitBreaker } from '@ai-teacher/service-kit/clients/circuit-breaker.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { histogram } from '@ai-teacher/service-kit/telemetry/instruments.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { attributeNames, spanCatalogue } from '@ai-teacher/service-kit/telemetry/names.ts';
import { clientSpan } from '@ai-teacher/service-kit/telemetry/spans.ts';
import type OpenAI from 'openai';
import { APIError } from 'openai';
import type { Usage } from '../domain/ports.ts';
import type { PromptMessage } from '../domain/tutoring/build-prompt.ts';
import {
  type ModelPatience,
  ModelTooLate,
  type Spent,
  StreamCut,
  streamCompletion,
} from './openai-stream.ts';

export type ModelOptions = {
  client: OpenAI;
  model: string;
  patience: ModelPatience;
  breaker: CircuitBreaker;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
  /** Between 0 and 1; spreads the retries of many. */
  random?: () => number;
};

export type ModelQuestion = {
  messages: readonly PromptMessage[];
  signal: AbortSignal;
  onText: (text: string) => Promise<void>;
  /** Told after each request that the server did not refuse, however it ended. */
  onSpent: (spent: Spent) => void;
};

/** Asks a model. Throws Problem `model-unavailable` or `deadline-exceeded`, or the signal's reason once it is aborted. */
export type AskModel = (question: ModelQuestion) => Promise<Usage>;

const shortestPause = 200;
const pauseSpread = 600;
/** A retry makes sense only with this much left until the first word is due. */
const leastLeft = 500;
const operation = 'chat';

/**
 * A client of any OpenAI-compatible server: at most one retry, only before the first word, never later than the first word is
 * due, and after the pause that the server asks for. Repeated failures of the server open the breaker.
 */
export const createModel = (options: ModelOptions): AskModel => {
  const { breaker, patience, now = () => performance.now(), random = Math.random } = options;
  const observed = observe(options);
  return async ({ messages, signal, onText, onSpent }) => {
    const startedAt = now();
    let begun = false;
    const once = () => {
      const elapsed = now() - startedAt;
      const left = {
        ...patience,
        firstToken: patience.firstToken - elapsed,
        total: patience.total - elapsed,
      };
      return observed(signal, (onFirstToken) =>
        streamCompletion({
          client: options.client,
          model: options.model,
          messages,
          signal,
          patience: left,
          onText,
          onSpent,
          onFirstToken: () => {
            begun = true;
            onFirstToken();
          },
        }),
      );
    };
    for (let attempt = 1; ; attempt += 1) {
      if (!breaker.allowsCall())
        throw unavailable('The model has just failed repeatedly.', breaker.retryAfterSeconds());
      try {
        const usage = await once();
        breaker.succeeded();
        return usage;
      } catch (error) {
        const failure = signal.aborted ? undefined : failureOf(error);
        if (failure?.serverAtFault === true) breaker.failed();
        else breaker.release();
        if (failure === undefined) throw error;
        const wait = failure.retryAfterMilliseconds ?? shortestPause + random() * pauseSpread;
        const fits = now() - startedAt + wait + leastLeft < patience.firstToken;
        if (attempt > 1 || begun || !failure.retryable || !fits) throw failure.problem;
        await pause(wait, undefined, { signal });
      }
    }
  };
};

type Failure = {
  problem: Problem;
  serverAtFault: boolean;
  retryable: boolean;
  retryAfterMilliseconds?: number;
};

const unavailable = (detail: string, retryAfterSeconds?: number, cause?: unknown): Problem => {
  return new Problem('model-unavailable', {
    detail,
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};

/** Undefined for what is no failure of the model: it goes on as it came. */
const failureOf = (error: unknown): Failure | undefined => {
  if (error instanceof ModelTooLate) {
    const problem =
      error.what === 'total'
        ? new Problem('deadline-exceeded', { cause: error })
        : unavailable('The model did not answer in time.', undefined, error);
    return { problem, serverAtFault: true, retryable: false };
  }
  if (error instanceof APIError && typeof error.status === 'number') return failureOfStatus(error);
  if (!(error instanceof APIError) && !(error instanceof StreamCut)) return undefined;
  return {
    problem: unavailable('The answer was cut off.', undefined, error),
    serverAtFault: true,
    retryable: true,
  };
};

const failureOfStatus = (error: APIError): Failure => {
  const status = error.status ?? 500;
  const seconds = retryAfterSeconds(error.headers);
  const problem = unavailable(
    status === 429 ? 'The model is busy.' : 'The model could not be asked.',
    seconds === undefined ? undefined : Math.ceil(seconds),
    error,
  );
  return {
    problem,
    serverAtFault: status >= 500,
    retryable: status >= 500 || status === 429 || status === 408,
    ...(seconds === undefined ? {} : { retryAfterMilliseconds: seconds * 1_000 }),
  };
};

/** `Retry-After` in seconds: a number of them, or a date. */
const retryAfterSeconds = (headers: Headers | undefined): number | undefined => {
  const value = headers?.get('retry-after');
  if (value === null || value === undefined || value === '') return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
};

/** What a model's server says of an error is its own text: only the status counts, or which of our exceptions it was. */
const kindOf = (error: unknown): string => {
  if (error instanceof APIError && typeof error.status === 'number') return String(error.status);
  return error instanceof Error ? error.name : typeof error;
};

/** What is told of calls: a span for each and its measurements; never a word of what was asked or answered. */
const observe = ({ model, now = () => performance.now() }: ModelOptions) => {
  const attributes = {
    [attributeNames.modelOperation]: operation,
    [attributeNames.modelProvider]: 'openai',
    [attributeNames.modelRequested]: model,
  };
  const firstToken = histogram(metricCatalogue.modelTimeToFirstToken);
  const duration = histogram(metricCatalogue.modelOperationDuration);
  const usage = histogram(metricCatalogue.modelTokenUsage);
  const count = (type: 'input' | 'output', tokens: number | null) => {
    if (tokens !== null) usage.record(tokens, { ...attributes, [attributeNames.modelTokenType]: type });
  };
  return (
    signal: AbortSignal,
    call: (onFirstToken: () => void) => ReturnType<typeof streamCompletion>,
  ): Promise<Usage> => {
    const startedAt = now();
    const seconds = () => (now() - startedAt) / 1_000;
    return clientSpan(spanCatalogue.callModel.name(operation, model), attributes, async (span) => {
      try {
        const outcome = await call(() => firstToken.record(seconds(), attributes));
        const { inputTokens, outputTokens } = outcome;
        span.setAttributes({
          [attributeNames.modelAnswered]: outcome.model,
          [attributeNames.modelFinishReasons]: [outcome.finishReason],
          ...(inputTokens === null ? {} : { [attributeNames.modelInputTokens]: inputTokens }),
          ...(outputTokens === null ? {} : { [attributeNames.modelOutputTokens]: outputTokens }),
        });
        duration.record(seconds(), attributes);
        count('input', inputTokens);
        count('output', outputTokens);
        return { model: outcome.model, inputTokens, outputTokens };
      } catch (error) {
        duration.record(seconds(), {
          ...attributes,
          [attributeNames.errorType]: signal.aborted ? 'aborted' : kindOf(error),
        });
        throw error;
      }
    });
  };
};
