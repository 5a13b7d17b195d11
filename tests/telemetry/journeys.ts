import type { Trace, TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';

/** The path of a trace from part to part, read from its spans. */
/** Stores record no spans, so the span of the call represents the store. */
export type Stores = {
  /** The HTTP port of Qdrant in this mesh. */
  qdrantPort: number;
};

/**
 * Every path through the parts of the mesh in these traces, such as
 * `gateway → chat-service → gateway → rag-service → qdrant`: each step differs from the part before.
 */
export const waysThrough = (traces: readonly Trace[], stores: Stores): Set<string> => {
  return new Set(
    traces.flatMap((trace) => trace.spans.map((span) => wayTo(span, trace, stores).join(' → '))),
  );
};

const wayTo = (span: TraceSpan, trace: Trace, stores: Stores): string[] => {
  const parts = ancestry(span, trace).map(({ service }) => service);
  const store = storeOf(span, stores);
  const all = store ? [...parts, store] : parts;
  return all.filter((part, index) => part !== all[index - 1]);
};

/** From the root of the trace to the span itself. */
export const ancestry = (span: TraceSpan, trace: Trace): TraceSpan[] => {
  const parent = trace.spans.find(({ id }) => id === span.parentId);
  return parent ? [...ancestry(parent, trace), span] : [span];
};

export const childrenOf = (span: TraceSpan, trace: Trace): TraceSpan[] => {
  return trace.spans.filter(({ parentId }) => parentId === span.id);
};

export const isKind = (span: TraceSpan, kind: 'client' | 'server' | 'producer' | 'consumer'): boolean => {
  return span.tags['span.kind'] === kind;
};

/**
 * Whether every span that another span names as parent has arrived. Spans arrive in any order within seconds.
 */
export const areWhole = (traces: readonly Trace[]): boolean => {
  return traces.every((trace) => {
    const ids = new Set(trace.spans.map(({ id }) => id));
    return trace.spans.every(({ parentId }) => parentId === undefined || ids.has(parentId));
  });
};

/** The route of a request to the service that handled it. */
export type Hop = {
  /** The calling service, or `world` for a client. */
  from: string;
  to: string;
  operation: string;
  /**
   * The spans between the caller's own work and the service's, in order: `chat-service client`, `gateway
   * server`, …
   */
  through: string[];
};

/** Every request that a service handled, with the spans on its route. */
export const hopsOf = (trace: Trace): Hop[] => {
  return trace.spans
    .filter((span) => span.service !== 'gateway' && isKind(span, 'server'))
    .map((span) => {
      const before = ancestry(span, trace).slice(0, -1);
      const work = before.findLastIndex((each) => each.service !== 'gateway' && !isKind(each, 'client'));
      return {
        from: before[work]?.service ?? 'world',
        to: span.service,
        operation: String(span.tags['aiteacher.operation']),
        through: before.slice(work + 1).map((each) => `${each.service} ${each.tags['span.kind']}`),
      };
    });
};

/**
 * Spans of calls from a service to a part that records no spans, such as `rag-service → qdrant`.
 */
export const storeCallsOf = (trace: Trace, stores: Stores): string[] => {
  return trace.spans.flatMap((span) => {
    const store = storeOf(span, stores);
    return store ? [`${span.service} → ${store}`] : [];
  });
};

/** The spans of a service's calls of other services, through the gateway. */
export const meshCallsOf = (trace: Trace, stores: Stores): TraceSpan[] => {
  return trace.spans.filter(
    (span) => span.service !== 'gateway' && isKind(span, 'client') && !storeOf(span, stores),
  );
};

const storeOf = ({ tags }: TraceSpan, { qdrantPort }: Stores): string | undefined => {
  if (typeof tags['db.system.name'] === 'string') return tags['db.system.name'];
  return tags['span.kind'] === 'client' && tags['server.port'] === qdrantPort ? 'qdrant' : undefined;
};
