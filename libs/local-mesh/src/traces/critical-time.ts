import type { Trace, TraceSpan } from './trace-search.ts';

/**
 * The time that each span spends on the critical path of its trace, in microseconds by span id. The path
 * begins at the end of a root and continues backwards: each instant belongs to the child that ended last
 * before it, or to the span itself when no child ran. The times of one root add up to its duration. Work that
 * begins after its parent has ended, as a job does, is a path of its own.
 */
export const criticalTimes = (trace: Trace): ReadonlyMap<string, number> => {
  const children = childrenOf(trace);
  const times = new Map<string, number>();
  const add = ({ id }: TraceSpan, time: number): void => {
    if (time > 0) times.set(id, (times.get(id) ?? 0) + time);
  };
  const follow = (span: TraceSpan, until: number): void => {
    let cursor = Math.min(endOf(span), until);
    const ended = (children.get(span.id) ?? []).toSorted((one, other) => endOf(other) - endOf(one));
    for (const child of ended) {
      if (child.startMicroseconds >= cursor || endOf(child) <= span.startMicroseconds) continue;
      const childEnd = Math.min(endOf(child), cursor);
      add(span, cursor - childEnd);
      follow(child, childEnd);
      cursor = Math.max(child.startMicroseconds, span.startMicroseconds);
    }
    add(span, cursor - span.startMicroseconds);
  };
  for (const root of pathBegins(trace, children)) follow(root, endOf(root));
  return times;
};

/** The parts of the critical paths by service, in microseconds, the largest first. */
export const criticalByService = (
  traces: readonly Trace[],
): { service: string; time: number; spans: number }[] => {
  const services = new Map<string, { time: number; spans: number }>();
  for (const trace of traces) {
    const times = criticalTimes(trace);
    for (const { id, service } of trace.spans) {
      const sum = services.get(service) ?? { time: 0, spans: 0 };
      services.set(service, { time: sum.time + (times.get(id) ?? 0), spans: sum.spans + 1 });
    }
  }
  return [...services]
    .map(([service, sum]) => ({ service, ...sum }))
    .sort((one, other) => other.time - one.time);
};

export const endOf = (span: TraceSpan): number => span.startMicroseconds + span.durationMicroseconds;

/**
 * Children in order of their begin. A span whose parent never arrived is a root, under the key `undefined`.
 */
export const childrenOf = (trace: Trace): ReadonlyMap<string | undefined, TraceSpan[]> => {
  const known = new Set(trace.spans.map((span) => span.id));
  const ordered = trace.spans.toSorted((one, other) => one.startMicroseconds - other.startMicroseconds);
  return Map.groupBy(ordered, ({ parentId }) => (parentId && known.has(parentId) ? parentId : undefined));
};

/** The roots, and the spans that begin after their parent has ended. */
const pathBegins = (
  trace: Trace,
  children: ReadonlyMap<string | undefined, TraceSpan[]>,
): readonly TraceSpan[] => {
  const late = trace.spans.flatMap((span) =>
    (children.get(span.id) ?? []).filter((child) => child.startMicroseconds >= endOf(span)),
  );
  return [...(children.get(undefined) ?? []), ...late];
};
