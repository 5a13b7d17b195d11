import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';

/** The enabled instrumentations of the package, by the names of its environment variable. */
const enabled = 'http,pg,ioredis,undici,runtime-node,host-metrics';

/** Orchestrators request these paths every few seconds. Their spans would be most of the spans in Jaeger. */
const probes = new Set(['/livez', '/readyz', '/metrics']);

/**
 * Creates the instrumentations: incoming and outgoing requests, PostgreSQL, Redis, and Qdrant and the model
 * (both through fetch). Work without a parent span, such as a worker that polls for jobs, creates no spans.
 * Not enabled: koa (`server/request-telemetry.ts` sets the route without a second span per request), pino
 * (the logger writes the trace id), openai (its instrumentation does not support version 7; the model's span
 * is written by hand), fs, dns and net (many spans with little information).
 */
export const instrumentations = (): Instrumentation[] => {
  process.env.OTEL_NODE_ENABLED_INSTRUMENTATIONS ??= enabled;
  return getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-http': {
      ignoreIncomingRequestHook: (request) => probes.has(request.url ?? ''),
      requireParentforOutgoingSpans: true,
    },
    '@opentelemetry/instrumentation-pg': { requireParentSpan: true, ignoreConnectSpans: true },
    '@opentelemetry/instrumentation-ioredis': {
      requireParentSpan: true,
      dbStatementSerializer: (command) => command,
    },
    '@opentelemetry/instrumentation-undici': { requireParentforSpans: true },
    // Only the process is measured. The machine is monitored by its operator.
    '@opentelemetry/instrumentation-host-metrics': { metricGroups: ['process.cpu', 'process.memory'] },
  });
};
