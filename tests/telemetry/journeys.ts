import type { Trace, TraceSpan } from '@ai-teacher/local-mesh/trace-search.ts';

/** How a trace went from part to part, read from its spans. */

/** Stores make no spans of their own: the span of the call to one stands for it. */
export interface Stores {
  /** The port at which Qdrant answers by HTTP in this mesh. */
  qdrantPort: number;
}

/**
 * Every way through the parts of the mesh that some span of the traces went, such as
 * `gateway → chat-service → gateway → rag-service → qdrant`: each step is another part than the one before.
 */
export function waysThrough(traces: readonly Trace[], stores: Stores): Set<string> {
  return new Set(
    traces.flatMap((trace) => trace.spans.map((span) => wayTo(span, trace, stores).join(' → '))),
  );
}

function wayTo(span: TraceSpan, trace: Trace, stores: Stores): string[] {
  const parts = ancestry(span, trace).map(({ service }) => service);
  const store = storeOf(span, stores);
  const all = store ? [...parts, store] : parts;
  return all.filter((part, index) => part !== all[index - 1]);
}

/** From the root of the trace to the span itself. */
export function ancestry(span: TraceSpan, trace: Trace): TraceSpan[] {
  const parent = trace.spans.find(({ id }) => id === span.parentId);
  return parent ? [...ancestry(parent, trace), span] : [span];
}

export function childrenOf(span: TraceSpan, trace: Trace): TraceSpan[] {
  return trace.spans.filter(({ parentId }) => parentId === span.id);
}

export function isKind(span: TraceSpan, kind: 'client' | 'server' | 'producer' | 'consumer'): boolean {
  return span.tags['span.kind'] === kind;
}

function storeOf({ tags }: TraceSpan, { qdrantPort }: Stores): string | undefined {
  if (typeof tags['db.system.name'] === 'string') return tags['db.system.name'];
  return tags['span.kind'] === 'client' && tags['server.port'] === qdrantPort ? 'qdrant' : undefined;
}
