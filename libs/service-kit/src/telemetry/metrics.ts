/**
 * Every metric that the services write by hand, declared once. At `/metrics` dots become underscores, a
 * counter ends in `_total`, and a histogram has `_bucket`, `_sum` and `_count`; units are not part of a name
 * there. Attributes have few values each: an operation, a task, a status, a code of the catalogue; never an
 * id or an address.
 */
import { METRIC_HTTP_SERVER_REQUEST_DURATION } from '@opentelemetry/semantic-conventions';
import { attributeNames } from './names.ts';

export type MetricDeclaration = {
  readonly name: string;
  readonly kind: 'counter' | 'upDownCounter' | 'histogram' | 'gauge';
  readonly unit: string;
  readonly description: string;
  readonly attributes: readonly string[];
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
};

/** The bounds that the semantic conventions give for durations of HTTP requests, in seconds. */
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;

/** A job may be one insert or a book of a thousand pages. */
const jobSeconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] as const;

/** The bounds that the semantic conventions give for models, in seconds and in tokens. */
const modelSeconds = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
] as const;
const modelTokens = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576] as const;

const modelAttributes = [
  attributeNames.modelOperation,
  attributeNames.modelProvider,
  attributeNames.modelRequested,
] as const;

export const metricCatalogue = {
  requestDuration: {
    name: METRIC_HTTP_SERVER_REQUEST_DURATION,
    kind: 'histogram',
    unit: 's',
    description:
      'Duration of requests by operation, from the first byte to the end of the answer; a stream lasts as long as its reader.',
    attributes: [
      attributeNames.httpMethod,
      attributeNames.httpRoute,
      attributeNames.httpStatus,
      attributeNames.operation,
      attributeNames.errorType,
    ],
    buckets: requestSeconds,
  },
  activeRequests: {
    name: 'http.server.active_requests',
    kind: 'upDownCounter',
    unit: '{request}',
    description: 'Requests in progress, including open streams.',
    attributes: [attributeNames.httpMethod, attributeNames.operation],
  },
  meshCallDuration: {
    name: 'aiteacher.mesh.call.duration',
    kind: 'histogram',
    unit: 's',
    description:
      'Duration of calls to other services; error.type is the code of the problem and absent after a success.',
    attributes: [attributeNames.operation, attributeNames.upstream, attributeNames.errorType],
    buckets: requestSeconds,
  },
  jobDuration: {
    name: 'messaging.process.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of job attempts by task and result.',
    attributes: [
      attributeNames.messagingSystem,
      attributeNames.messagingDestination,
      attributeNames.jobResult,
      attributeNames.errorType,
    ],
    buckets: jobSeconds,
  },
  jobs: {
    name: 'aiteacher.job.queue.depth',
    kind: 'gauge',
    unit: '{job}',
    description:
      'Jobs in the queue by task and state. Every replica reports the whole queue: take the maximum, not the sum.',
    attributes: [attributeNames.messagingDestination, attributeNames.jobState],
  },
  oldestDueJob: {
    name: 'aiteacher.job.queue.oldest_due',
    kind: 'gauge',
    unit: 's',
    description: 'Waiting time of the oldest due job by task; 0 when no job is due.',
    attributes: [attributeNames.messagingDestination],
  },
  failingJobs: {
    name: 'aiteacher.job.queue.failing',
    kind: 'gauge',
    unit: '{job}',
    description: 'Jobs that failed more than three times or were given up, by task.',
    attributes: [attributeNames.messagingDestination],
  },
  removedRows: {
    name: 'aiteacher.retention.removed',
    kind: 'counter',
    unit: '{row}',
    description: 'Rows that the retention job removed after their term, by table.',
    attributes: [attributeNames.table],
  },
  repairedFacts: {
    name: 'aiteacher.access.repaired',
    kind: 'counter',
    unit: '{fact}',
    description: 'Facts about rights that differed from those of user and were repaired, by kind and repair.',
    attributes: [attributeNames.factKind, attributeNames.factRepair],
  },
  rateLimitDecisions: {
    name: 'aiteacher.rate_limit.decisions',
    kind: 'counter',
    unit: '{request}',
    description: 'Decisions of the rate limits inside a service.',
    attributes: [attributeNames.rateLimit, attributeNames.rateLimitDecision],
  },
  rateLimitStoreErrors: {
    name: 'aiteacher.rate_limit.store_errors',
    kind: 'counter',
    unit: '{error}',
    description: 'Requests that a limit could not count, because its store was unavailable, late or failing.',
    attributes: [attributeNames.rateLimit],
  },
  tokenVerifications: {
    name: 'aiteacher.token.verifications',
    kind: 'counter',
    unit: '{token}',
    description: 'Verified access tokens by result; a remembered token needs no signature check.',
    attributes: [attributeNames.tokenResult],
  },
  revocationsAge: {
    name: 'aiteacher.revocations.age',
    kind: 'gauge',
    unit: 's',
    description:
      'Time since this process last received the list of ended sessions; it polls every second, so a larger value means that auth is unavailable.',
    attributes: [],
  },
  modelOperationDuration: {
    name: 'gen_ai.client.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of model calls, until the end of the answer or the failure.',
    attributes: [...modelAttributes, attributeNames.errorType],
    buckets: modelSeconds,
  },
  modelTimeToFirstToken: {
    name: 'gen_ai.client.operation.time_to_first_chunk',
    kind: 'histogram',
    unit: 's',
    description: 'Time from the model request to the first chunk of the answer.',
    attributes: modelAttributes,
    buckets: modelSeconds,
  },
  modelTokenUsage: {
    name: 'gen_ai.client.token.usage',
    kind: 'histogram',
    unit: '{token}',
    description: 'Tokens of a call as the model counts them: input and output.',
    attributes: [...modelAttributes, attributeNames.modelTokenType],
    buckets: modelTokens,
  },
  queryEmbeddings: {
    name: 'aiteacher.search.embeddings',
    kind: 'counter',
    unit: '{search}',
    description:
      'Searches with a model of vectors, by what became of the vector of the question; `late`, `failed` and `paused` were answered by words alone.',
    attributes: [attributeNames.queryEmbeddingResult],
  },
  reranks: {
    name: 'aiteacher.search.reranks',
    kind: 'counter',
    unit: '{search}',
    description: 'Searches with a reranker by its result; all but `reranked` kept the order before it.',
    attributes: [attributeNames.rerankResult],
  },
  vectorDocuments: {
    name: 'aiteacher.vectors.documents',
    kind: 'gauge',
    unit: '{document}',
    description:
      'Ready documents by whether their passages have vectors of the configured model; `refused`: the model refuses some of them. Every replica reports all: take the maximum, not the sum.',
    attributes: [attributeNames.vectorState],
  },
} as const satisfies Record<string, MetricDeclaration>;
