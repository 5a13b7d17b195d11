/**
 * Every span, attribute and metric name that the services write by hand, declared once.
 * OpenTelemetry's semantic conventions come first; a name of our own starts with `aiteacher.`, save `request.id`,
 * which the gateway, the logs and the problems use too. No name here may carry a prompt, a token or an e-mail.
 */
import {
  ATTR_DB_QUERY_TEXT,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_URL_FULL,
  ATTR_URL_QUERY,
} from '@opentelemetry/semantic-conventions';

/** The instrumentation scope of the spans and metrics that we write ourselves. */
export const SCOPE = '@ai-teacher/service-kit';

/** The baggage key that stays inside one process and becomes the attribute of the same name on each of its spans. */
export const REQUEST_ID = 'request.id';

export const ATTRIBUTE = {
  dbQueryText: ATTR_DB_QUERY_TEXT,
  errorType: ATTR_ERROR_TYPE,
  exceptionMessage: ATTR_EXCEPTION_MESSAGE,
  exceptionStacktrace: ATTR_EXCEPTION_STACKTRACE,
  exceptionType: ATTR_EXCEPTION_TYPE,
  urlFull: ATTR_URL_FULL,
  urlQuery: ATTR_URL_QUERY,
  requestId: REQUEST_ID,

  messagingSystem: 'messaging.system',
  messagingOperation: 'messaging.operation.type',
  messagingDestination: 'messaging.destination.name',
  messagingAttempt: 'aiteacher.job.attempt',

  modelOperation: 'gen_ai.operation.name',
  modelProvider: 'gen_ai.provider.name',
  modelRequested: 'gen_ai.request.model',
  modelAnswered: 'gen_ai.response.model',
  modelFinishReasons: 'gen_ai.response.finish_reasons',
  modelInputTokens: 'gen_ai.usage.input_tokens',
  modelOutputTokens: 'gen_ai.usage.output_tokens',
} as const;

/** Span names have few values: a kind of work and its static destination, never an id. */
export const SPAN = {
  runJob: (task: string) => `job ${task}`,
  callModel: (operation: string, model: string) => `${operation} ${model}`,
} as const;

export const METRIC = {
  /** Time from asking the model to its first token, in seconds. */
  modelTimeToFirstToken: 'gen_ai.client.operation.time_to_first_chunk',
  modelOperationDuration: 'gen_ai.client.operation.duration',
  rateLimitStoreErrors: 'aiteacher.rate_limit.store_errors',
} as const;

/** Value of `messaging.system` for our queue, which lives in each service's own PostgreSQL. */
export const JOB_SYSTEM = 'graphile_worker';
