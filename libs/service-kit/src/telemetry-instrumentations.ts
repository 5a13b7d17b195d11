import type { Instrumentation } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { KoaInstrumentation, KoaLayerType } from '@opentelemetry/instrumentation-koa';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';

/** Asked every few seconds by whatever keeps a service alive; a span for each would be most of what Jaeger holds. */
const PROBES = new Set(['/livez', '/readyz', '/metrics']);

/**
 * What is traced without a line in our code: requests in and out, the route, PostgreSQL, Redis, and Qdrant and the
 * model (both through fetch). Work without a cause (a worker looking for jobs) makes no spans.
 * Not here: pino (the logger writes the trace id itself), openai (its instrumentation does not know version 7; the
 * model's span is written by hand), fs, dns and net (many spans, little news).
 */
export function instrumentations(): Instrumentation[] {
  return [
    new HttpInstrumentation({
      ignoreIncomingRequestHook: (request) => PROBES.has(request.url ?? ''),
      requireParentforOutgoingSpans: true,
    }),
    new KoaInstrumentation({ ignoreLayersType: [KoaLayerType.MIDDLEWARE] }),
    new PgInstrumentation({
      requireParentSpan: true,
      ignoreConnectSpans: true,
    }),
    new IORedisInstrumentation({
      requireParentSpan: true,
      dbStatementSerializer: (command) => command,
    }),
    new UndiciInstrumentation({ requireParentforSpans: true }),
    new RuntimeNodeInstrumentation(),
  ];
}
