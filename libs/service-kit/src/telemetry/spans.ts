import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { attributeNames, requestIdAttribute, scope } from './names.ts';
import { telemetryRuntime } from './runtime.ts';

/** Maximum time that a stopping process waits until its last spans are sent. */
const shutdownMilliseconds = 2_000;

/** The W3C form of a span's identity: version, trace id, span id, flags. */
const traceparentPattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Runs `work` with the request id on the open span and on every span opened inside.
 * The baggage never leaves the process. Only the trace context is propagated, and every service sets the id
 * itself.
 */
export const withRequestIdBaggage = <T>(requestId: string, work: () => T): T => {
  trace.getActiveSpan()?.setAttribute(attributeNames.requestId, requestId);
  const baggage = propagation.createBaggage({
    [requestIdAttribute]: { value: requestId },
  });
  return context.with(propagation.setBaggage(context.active(), baggage), work);
};

/** Adds attributes to the open span; does nothing when no span is open. */
export const noteInOpenSpan = (attributes: Attributes): void => {
  trace.getActiveSpan()?.setAttributes(attributes);
};

/** The open span as a `traceparent`, to be stored with a job or an event; undefined when no span is open. */
export const currentTraceparent = (): string | undefined => {
  const open = trace.getActiveSpan()?.spanContext();
  if (!open || !isSpanContextValid(open)) return undefined;
  return `00-${open.traceId}-${open.spanId}-${open.traceFlags.toString(16).padStart(2, '0')}`;
};

/** The log fields of the open span, named as in the log data model. */
export const traceLogFields = (): { trace_id: string; span_id: string; trace_flags: string } | undefined => {
  const open = trace.getActiveSpan()?.spanContext();
  if (!open || !isSpanContextValid(open)) return undefined;
  const { traceId, spanId, traceFlags } = open;
  return {
    trace_id: traceId,
    span_id: spanId,
    trace_flags: traceFlags.toString(16).padStart(2, '0'),
  };
};

/** Runs `work` inside a span of this process, and marks the span failed when `work` throws. */
export const span = <T>(name: string, attributes: Attributes, work: (span: Span) => T): T => {
  return runInSpan({ name, attributes, kind: SpanKind.INTERNAL, parent: context.active() }, work);
};

/** Like `span`, for a call to another program that no instrumentation covers (a model, a queue). */
export const clientSpan = <T>(name: string, attributes: Attributes, work: (span: Span) => T): T => {
  return runInSpan({ name, attributes, kind: SpanKind.CLIENT, parent: context.active() }, work);
};

/** Like `span`, for adding a job or an event to the outbox. Store `currentTraceparent()` inside. */
export const producerSpan = <T>(name: string, attributes: Attributes, work: (span: Span) => T): T => {
  return runInSpan({ name, attributes, kind: SpanKind.PRODUCER, parent: context.active() }, work);
};

/**
 * Continues the trace of the request that caused a job or an event, in another process and possibly much
 * later. A missing or malformed `traceparent` starts a new trace. The caller sets the request id with
 * `withRequestIdBaggage`.
 */
export const startSpanFrom = <T>(
  traceparent: string | undefined,
  name: string,
  work: (span: Span) => T,
  attributes: Attributes = {},
): T => {
  return runInSpan(
    {
      name,
      attributes,
      kind: SpanKind.CONSUMER,
      parent: parentFrom(traceparent),
    },
    work,
  );
};

/**
 * Runs `work` under a parent that is not sampled; all called services follow this decision. Used for the
 * polls of every second, whose spans would be most of all spans.
 */
export const untraced = <T>(work: () => T): T => {
  const parent = {
    traceId: randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    traceFlags: TraceFlags.NONE,
    isRemote: true,
  };
  return context.with(trace.setSpanContext(context.active(), parent), work);
};

/** The handler of `/metrics` in Prometheus' text format. The SDK opens no port of its own. */
export const prometheusHandler = (): ((request: IncomingMessage, response: ServerResponse) => void) => {
  return (request, response) => telemetryRuntime().serveMetrics(request, response);
};

/** Sends the last spans. Never rejects, and takes at most two seconds even when the collector hangs. */
export const shutdownTelemetry = (): Promise<void> => {
  return telemetryRuntime().shutdown(shutdownMilliseconds);
};

const parentFrom = (traceparent: string | undefined): Context => {
  const here = trace.deleteSpan(context.active());
  const [, traceId, spanId, flags] = traceparentPattern.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return here;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const cause = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(cause) ? trace.setSpanContext(here, cause) : here;
};

type SpanPlan = {
  name: string;
  attributes: Attributes;
  kind: SpanKind;
  parent: Context;
};

const runInSpan = <T>(plan: SpanPlan, work: (span: Span) => T): T => {
  const { name, attributes, kind, parent } = plan;
  return trace.getTracer(scope).startActiveSpan(name, { attributes, kind }, parent, (opened) => {
    try {
      const result = work(opened);
      if (!isPromise(result)) return endWith(opened, result);
      return result.then(
        (value) => endWith(opened, value),
        (error: unknown) => failWith(opened, error),
      ) as T;
    } catch (error) {
      return failWith(opened, error);
    }
  });
};

const isPromise = (value: unknown): value is Promise<unknown> => {
  return value instanceof Promise;
};

const endWith = <T>(opened: Span, value: T): T => {
  opened.end();
  return value;
};

/**
 * The message of an error may quote text of a person, so the span holds only its type. The log holds the
 * message.
 */
function failWith(opened: Span, error: unknown): never {
  opened.setAttribute(attributeNames.errorType, errorType(error));
  opened.setStatus({ code: SpanStatusCode.ERROR });
  opened.end();
  throw error;
}

/** The `error.type` of an exception: its code, or the name of its class; never its message. */
export const errorType = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
