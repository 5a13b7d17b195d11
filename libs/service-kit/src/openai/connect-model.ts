import { type CircuitBreaker, createCircuitBreaker } from '../clients/circuit-breaker.ts';
import type { ModelEnvironment } from './environment.ts';
import { type AskModel, createModel } from './model.ts';
import { modelClient } from './model-client.ts';

/**
 * The number of consecutive failures that opens the circuit breaker, and the time for which it stays open.
 */
const maxModelFailures = 3;
const modelPauseMilliseconds = 10_000;

export type ConnectedModel = { readonly askModel: AskModel; readonly breaker: CircuitBreaker };

/**
 * The client of the configured model server.
 *
 * @param model its name; undefined when the service shall not ask a model.
 * @param maxTokens the model is asked to keep each answer below this number.
 * @returns undefined unless a model and a way to reach it are configured.
 */
export const connectModel = (
  config: ModelEnvironment,
  { model, maxTokens }: { readonly model: string | undefined; readonly maxTokens: number },
): ConnectedModel | undefined => {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL } = config;
  if (model === undefined || (apiKey === undefined && baseURL === undefined)) return undefined;
  const breaker = createCircuitBreaker({
    failures: maxModelFailures,
    pauseMilliseconds: modelPauseMilliseconds,
  });
  const askModel = createModel({
    client: modelClient(apiKey, baseURL),
    model,
    maxTokens,
    breaker,
    patience: {
      firstToken: config.MODEL_FIRST_TOKEN_SECONDS * 1_000,
      silence: config.MODEL_SILENCE_SECONDS * 1_000,
      total: config.MODEL_ANSWER_SECONDS * 1_000,
    },
  });
  return { askModel, breaker };
};
