/**
 * Every metric that the services write by hand, declared once. At `/metrics` dots become underscores, a counter ends
 * in `_total`, and a histogram has `_bucket`, `_sum` and `_count`; units are not part of a name there.
 * Attributes have few values each: an operation, a task, a status, a code of the catalogue; never an id or an address.
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
      'Requests by operation, from their first byte to the end of the answer; a stream lasts as long as its reader.',
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
    description: 'Requests that are being answered, open streams included.',
    attributes: [attributeNames.httpMethod, attributeNames.operation],
  },
  meshCallDuration: {
    name: 'aiteacher.mesh.call.duration',
    kind: 'histogram',
    unit: 's',
    description:
      'Calls of other services; error.type is the code of the problem, and absent when all went well.',
    attributes: [attributeNames.operation, attributeNames.upstream, attributeNames.errorType],
    buckets: requestSeconds,
  },
  jobDuration: {
    name: 'messaging.process.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Attempts at jobs by task and result.',
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
      'Jobs in the queue by task and state. Every replica tells of the whole queue: take the maximum, not the sum.',
    attributes: [attributeNames.messagingDestination, attributeNames.jobState],
  },
  oldestDueJob: {
    name: 'aiteacher.job.queue.oldest_due',
    kind: 'gauge',
    unit: 's',
    description: 'How long the oldest job that could run has waited, by task; 0 when none waits.',
    attributes: [attributeNames.messagingDestination],
  },
  rateLimitDecisions: {
    name: 'aiteacher.rate_limit.decisions',
    kind: 'counter',
    unit: '{request}',
    description: 'What the limits inside a service decided.',
    attributes: [attributeNames.rateLimit, attributeNames.rateLimitDecision],
  },
  rateLimitStoreErrors: {
    name: 'aiteacher.rate_limit.store_errors',
    kind: 'counter',
    unit: '{error}',
    description: 'Requests that a limit could not count, because its store was away, late or erring.',
    attributes: [attributeNames.rateLimit],
  },
  tokenVerifications: {
    name: 'aiteacher.token.verifications',
    kind: 'counter',
    unit: '{token}',
    description: 'Access tokens that were looked at, by result; a remembered one costs no signature check.',
    attributes: [attributeNames.tokenResult],
  },
  revocationsAge: {
    name: 'aiteacher.revocations.age',
    kind: 'gauge',
    unit: 's',
    description:
      'Time since this process last learned which sessions have ended; it asks every second, so more means auth is away.',
    attributes: [],
  },
  modelOperationDuration: {
    name: 'gen_ai.client.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Calls of the model, until the last piece of the answer or its failure.',
    attributes: [...modelAttributes, attributeNames.errorType],
    buckets: modelSeconds,
  },
  modelTimeToFirstToken: {
    name: 'gen_ai.client.operation.time_to_first_chunk',
    kind: 'histogram',
    unit: 's',
    description: 'Time from asking the model to the first piece of its answer.',
    attributes: modelAttributes,
    buckets: modelSeconds,
  },
  modelTokenUsage: {
    name: 'gen_ai.client.token.usage',
    kind: 'histogram',
    unit: '{token}',
    description: 'Tokens of a call as the model counts them: read (input) and written (output).',
    attributes: [...modelAttributes, attributeNames.modelTokenType],
    buckets: modelTokens,
  },
} as const satisfies Record<string, MetricDeclaration>;
