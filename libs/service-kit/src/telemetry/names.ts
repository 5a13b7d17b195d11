/**
 * Every span and attribute name that the services write by hand, declared once. Metrics are in
 * `telemetry/metrics.ts`. OpenTelemetry's semantic conventions come first; a name of our own starts with
 * `aiteacher.`, except `request.id`, which the gateway, the logs and the problems share. No attribute may
 * hold a prompt, a token or an e-mail address.
 */
import {
  ATTR_DB_QUERY_TEXT,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_FULL,
  ATTR_URL_QUERY,
} from '@opentelemetry/semantic-conventions';

/** The instrumentation scope of the spans and metrics that we write ourselves. */
export const scope = '@ai-teacher/service-kit';

/** A baggage key that never leaves the process and becomes the attribute of the same name on each span. */
export const requestIdAttribute = 'request.id';

export const attributeNames = {
  dbQueryText: ATTR_DB_QUERY_TEXT,
  /** The name of a prepared statement, whose values are sent beside its text. Set by the instrumentation. */
  dbPreparedName: 'db.postgresql.plan',
  errorType: ATTR_ERROR_TYPE,
  exceptionMessage: ATTR_EXCEPTION_MESSAGE,
  exceptionStacktrace: ATTR_EXCEPTION_STACKTRACE,
  httpMethod: ATTR_HTTP_REQUEST_METHOD,
  httpRoute: ATTR_HTTP_ROUTE,
  httpStatus: ATTR_HTTP_RESPONSE_STATUS_CODE,
  urlFull: ATTR_URL_FULL,
  urlQuery: ATTR_URL_QUERY,
  requestId: requestIdAttribute,

  /** The operation id of the contract, such as `signIn`. */
  operation: 'aiteacher.operation',
  /** The service whose operation is called, such as `rag`. */
  upstream: 'aiteacher.upstream',

  messagingSystem: 'messaging.system',
  messagingOperation: 'messaging.operation.type',
  messagingDestination: 'messaging.destination.name',
  messagingAttempt: 'aiteacher.job.attempt',
  /**
   * `done`, `failed` (will be repeated), `given-up` (the last attempt failed) or `superseded` (a newer job
   * runs).
   */
  jobResult: 'aiteacher.job.result',
  /** `due`, `scheduled`, `running` or `failed` (no attempts left, stored). */
  jobState: 'aiteacher.job.state',

  /** The table from which retention removed rows. */
  table: 'aiteacher.table',

  /** The kind of facts about rights, such as `enrolment`. */
  factKind: 'aiteacher.access.fact',
  /** `added`, `changed` or `removed`. */
  factRepair: 'aiteacher.access.repair',

  rateLimit: 'aiteacher.rate_limit.name',
  /** `admitted`, `refused` or `unavailable`. */
  rateLimitDecision: 'aiteacher.rate_limit.decision',
  /** `verified`, `remembered`, `invalid` or `unavailable`. */
  tokenResult: 'aiteacher.token.result',

  modelOperation: 'gen_ai.operation.name',
  modelProvider: 'gen_ai.provider.name',
  modelRequested: 'gen_ai.request.model',
  modelAnswered: 'gen_ai.response.model',
  modelFinishReasons: 'gen_ai.response.finish_reasons',
  modelInputTokens: 'gen_ai.usage.input_tokens',
  modelOutputTokens: 'gen_ai.usage.output_tokens',
  /** `input` or `output`. */
  modelTokenType: 'gen_ai.token.type',

  /** The document of a job. */
  documentId: 'aiteacher.document.id',
  /** The ids of the documents that an answer cites. */
  citedDocuments: 'aiteacher.citation.documents',
  /** How a question was changed before the search: `none`, `rules` or `model`. Never the question itself. */
  questionRewriting: 'aiteacher.question.rewriting',
  /** `embedded`, `remembered`, `late`, `failed` or `paused` (after failures in a row). */
  queryEmbeddingResult: 'aiteacher.search.embedding.result',
  /** `reranked`, `late`, `failed` or `paused`. */
  rerankResult: 'aiteacher.search.rerank.result',
  /** `embedded` or `waiting`. */
  vectorState: 'aiteacher.vectors.state',
} as const;

/** Value of `messaging.system` for our queue, which lives in each service's own PostgreSQL. */
export const jobSystem = 'graphile_worker';

/** A span written by hand: its name, and the attributes it may have besides `request.id` and `error.type`. */
export type SpanDeclaration<Parts extends string[] = string[]> = {
  readonly kind: 'internal' | 'client' | 'consumer';
  readonly description: string;
  readonly attributes: readonly string[];
  /** Names have few values: a kind of work and its static target, never an id. */
  readonly name: (...parts: Parts) => string;
};

export const spanCatalogue = {
  runJob: {
    kind: 'consumer',
    description: 'One attempt at a job, in the trace of the request that put it into the queue.',
    attributes: [
      attributeNames.messagingSystem,
      attributeNames.messagingOperation,
      attributeNames.messagingDestination,
      attributeNames.messagingAttempt,
      attributeNames.documentId,
    ],
    name: (task: string) => `job ${task}`,
  },
  callModel: {
    kind: 'client',
    description: 'One call of a language model, until the end of its answer.',
    attributes: [
      attributeNames.modelOperation,
      attributeNames.modelProvider,
      attributeNames.modelRequested,
      attributeNames.modelAnswered,
      attributeNames.modelFinishReasons,
      attributeNames.modelInputTokens,
      attributeNames.modelOutputTokens,
    ],
    name: (operation: string, model: string) => `${operation} ${model}`,
  },
} as const satisfies Record<string, SpanDeclaration<never>>;

/** The attributes that we add to the server spans of the HTTP instrumentation. */
export const serverSpanAttributes = [
  attributeNames.operation,
  attributeNames.requestId,
  attributeNames.errorType,
  attributeNames.questionRewriting,
  attributeNames.citedDocuments,
] as const;
