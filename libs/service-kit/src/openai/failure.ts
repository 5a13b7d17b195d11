import { APIError } from 'openai';
import { retryAfterSeconds } from '../clients/retry-after.ts';
import { Problem } from '../domain/problem.ts';
import { StreamCut } from './completion-reader.ts';
import { ModelTooLate } from './patience.ts';

export type ModelFailure = {
  readonly problem: Problem;
  /** Counts towards the opening of the circuit breaker. */
  readonly serverAtFault: boolean;
  readonly retryable: boolean;
  /** The pause that the server asks for. */
  readonly retryAfterMilliseconds?: number;
};

export const modelUnavailable = (detail: string, retryAfterSeconds?: number, cause?: unknown): Problem =>
  new Problem('model-unavailable', {
    detail,
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

/** Classifies an error; undefined for an error that is not a failure of the model. */
export const failureOf = (error: unknown): ModelFailure | undefined => {
  if (error instanceof ModelTooLate) {
    const problem =
      error.what === 'total'
        ? new Problem('deadline-exceeded', { cause: error })
        : modelUnavailable('The model did not answer in time.', undefined, error);
    return { problem, serverAtFault: true, retryable: false };
  }
  if (error instanceof APIError && typeof error.status === 'number') return failureOfStatus(error);
  if (!(error instanceof APIError) && !(error instanceof StreamCut)) return undefined;
  return {
    problem: modelUnavailable('The answer was cut off.', undefined, error),
    serverAtFault: true,
    retryable: true,
  };
};

const failureOfStatus = (error: APIError): ModelFailure => {
  const status = error.status ?? 500;
  const seconds = retryAfterSeconds(error.headers);
  const problem = modelUnavailable(
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
