import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';

/** Of all that the package knows these are made; the names are those of its own variable. */
const enabled = 'http,pg,ioredis,undici,runtime-node,host-metrics';

/** Asked every few seconds by whatever keeps a service alive; a span for each would be most of what Jaeger holds. */
const probes = new Set(['/livez', '/readyz', '/metrics']);

/**
 * What is traced without a line in our code: requests in and out, PostgreSQL, Redis, and Qdrant and the
 * model (both through fetch). Work without a cause (a worker looking for jobs) makes no spans.
 * Not here: koa (`request-telemetry.ts` names the route, without a second span per request), pino (the logger writes the trace id itself), openai (its instrumentation does not know version 7; the
 * model's span is written by hand), fs, dns and net (many spans, little news).
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
    // The machine is somebody else's to watch; the process is ours.
    '@opentelemetry/instrumentation-host-metrics': { metricGroups: ['process.cpu', 'process.memory'] },
  });
};
