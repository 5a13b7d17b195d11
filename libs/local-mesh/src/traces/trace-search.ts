import { setTimeout as delay } from 'node:timers/promises';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import { z } from 'zod';

const tag = z.object({ key: z.string(), value: z.unknown() });

const jaegerSpan = z.object({
  traceID: z.string(),
  spanID: z.string(),
  operationName: z.string(),
  references: z.array(z.object({ refType: z.string(), traceID: z.string(), spanID: z.string() })).default([]),
  startTime: z.number(),
  duration: z.number(),
  tags: z.array(tag).default([]),
  logs: z.array(z.object({ timestamp: z.number(), fields: z.array(tag) })).default([]),
  processID: z.string(),
});

const jaegerTrace = z.object({
  traceID: z.string(),
  spans: z.array(jaegerSpan),
  processes: z.record(z.string(), z.object({ serviceName: z.string() })),
});

export type TraceSpan = {
  id: string;
  parentId: string | undefined;
  service: string;
  name: string;
  /** Microseconds since 1970. */
  startMicroseconds: number;
  durationMicroseconds: number;
  tags: Readonly<Record<string, unknown>>;
  events: { atMicroseconds: number; name: string }[];
};

export type Trace = {
  id: string;
  spans: TraceSpan[];
};

/** Jaeger does not answer, or the answer is not Jaeger's. The message names the address. */
export class JaegerUnavailable extends Error {
  override name = 'JaegerUnavailable';
}

const requestTimeoutMilliseconds = 5_000;
const maxAgeMicroseconds = 7 * 24 * 3_600 * 1_000_000;
const maxTraces = 200;

/**
 * Finds the traces of a request, the oldest first: its own, and the traces of jobs and events that it caused.
 * Jaeger's API searches one service at a time, so every service is queried.
 */
export const findTraces = async (jaegerUrl: string, requestId: string): Promise<Trace[]> => {
  // Spans have the id as the client sent it; some clients write it in capitals.
  for (const spelled of new Set([requestId, requestId.toLowerCase()])) {
    const found = await findTagged(jaegerUrl, { [attributeNames.requestId]: spelled });
    if (found.length > 0) return found;
  }
  return [];
};

/** Finds the traces whose spans have these attributes, the oldest first. */
export const findTagged = async (
  jaegerUrl: string,
  attributes: Readonly<Record<string, string>>,
): Promise<Trace[]> => {
  const services = (await read(jaegerUrl, '/api/services', z.array(z.string()).nullable())) ?? [];
  const tags = JSON.stringify(attributes);
  const now = Date.now() * 1_000;
  const found = await Promise.all(
    services.map((service) => {
      const range = { start: String(now - maxAgeMicroseconds), end: String(now + 60_000_000) };
      const query = new URLSearchParams({ service, tags, limit: String(maxTraces), ...range });
      return read(jaegerUrl, `/api/traces?${query}`, z.array(jaegerTrace).nullable());
    }),
  );
  const byId = new Map(
    found.flatMap((traces) => traces ?? []).map((trace) => [trace.traceID, toTrace(trace)]),
  );
  return [...byId.values()].sort((one, other) => startOf(one) - startOf(other));
};

/** Finds the traces of one service that began between two instants: of one operation, or of all. */
export const findTracesBetween = async (
  jaegerUrl: string,
  {
    service,
    operation,
    from,
    to,
    limit,
  }: { service: string; operation?: string; from: Date; to: Date; limit: number },
): Promise<Trace[]> => {
  const range = { start: String(from.getTime() * 1_000), end: String(to.getTime() * 1_000) };
  const chosen = { service, ...(operation === undefined ? {} : { operation }) };
  const query = new URLSearchParams({ ...chosen, limit: String(limit), ...range });
  const found = await read(jaegerUrl, `/api/traces?${query}`, z.array(jaegerTrace).nullable());
  return (found ?? []).map(toTrace);
};

/** Spans arrive within seconds of the answer. Polls until there are spans and the next poll finds no more. */
export const awaitTraces = async (
  jaegerUrl: string,
  requestId: string,
  { timeoutMilliseconds, pauseMilliseconds }: { timeoutMilliseconds: number; pauseMilliseconds: number },
): Promise<Trace[]> => {
  const deadline = performance.now() + timeoutMilliseconds;
  let before = await findTraces(jaegerUrl, requestId);
  while (performance.now() < deadline) {
    await delay(pauseMilliseconds);
    const now = await findTraces(jaegerUrl, requestId);
    if (now.length > 0 && spanCount(now) === spanCount(before)) return now;
    before = now;
  }
  return before;
};

export const spanCount = (traces: readonly Trace[]): number => {
  return traces.reduce((sum, trace) => sum + trace.spans.length, 0);
};

export const startOf = (trace: Trace): number => {
  return Math.min(...trace.spans.map((span) => span.startMicroseconds));
};

const read = async <T>(jaegerUrl: string, path: string, data: z.ZodType<T>): Promise<T> => {
  const unavailable = (cause: unknown) =>
    new JaegerUnavailable(`Jaeger does not answer at ${jaegerUrl}.`, { cause });
  const response = await fetch(new URL(path, jaegerUrl), {
    signal: AbortSignal.timeout(requestTimeoutMilliseconds),
  }).catch((cause: unknown) => {
    throw unavailable(cause);
  });
  if (!response.ok) throw unavailable(new Error(`status ${response.status}`));
  const answer = z.object({ data }).safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw unavailable(answer.error);
  return answer.data.data;
};

const toTrace = (trace: z.infer<typeof jaegerTrace>): Trace => {
  return { id: trace.traceID, spans: trace.spans.map((span) => toSpan(span, trace.processes)) };
};

const toSpan = (
  span: z.infer<typeof jaegerSpan>,
  processes: z.infer<typeof jaegerTrace>['processes'],
): TraceSpan => {
  const parent = span.references.find((each) => each.refType === 'CHILD_OF' && each.traceID === span.traceID);
  return {
    id: span.spanID,
    parentId: parent?.spanID,
    service: processes[span.processID]?.serviceName ?? 'unknown',
    name: span.operationName,
    startMicroseconds: span.startTime,
    durationMicroseconds: span.duration,
    tags: Object.fromEntries(span.tags.map(({ key, value }) => [key, value])),
    events: span.logs.map(({ timestamp, fields }) => ({
      atMicroseconds: timestamp,
      name: eventName(fields),
    })),
  };
};

const eventName = (fields: readonly z.infer<typeof tag>[]): string => {
  const field = (key: string) => fields.find((each) => each.key === key)?.value;
  const type = field('exception.type');
  const name = String(field('event') ?? 'event');
  return type === undefined ? name : `${name} ${String(type)}`;
};
