import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findTracesBetween, type Trace, type TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { median } from '../load/latency.ts';

/** The time of one request by stage, in microseconds. */
export type Stages = {
  /** The gateway's own work: HTTP, headers, the token, the route, the span. */
  readonly gateway: number;
  /** The gateway's call of the counters. */
  readonly ratelimit: number;
  /** Between gateway and service: TLS, socket, and the wait for the service's single thread. */
  readonly hop: number;
  /** In the service, without its database. */
  readonly service: number;
  /** From the sending of each statement to its answer. */
  readonly database: number;
};

export const stageNames = ['gateway', 'ratelimit', 'hop', 'service', 'database'] as const;

const sumOf = (spans: readonly TraceSpan[]): number =>
  spans.reduce((sum, { durationMicroseconds }) => sum + durationMicroseconds, 0);

const kindOf = ({ tags }: TraceSpan): unknown => tags['span.kind'];

/** Splits a read into stages by its spans; undefined when a span is missing. */
export const stagesOf = ({ spans }: Trace): Stages | undefined => {
  const door = spans.find(({ service, parentId }) => service === 'gateway' && parentId === undefined);
  const calls = spans.filter((span) => span.service === 'gateway' && span.parentId === door?.id);
  const ratelimit = calls.filter(({ tags }) => tags.upstream_cluster === 'ratelimit');
  const upstream = calls.find(({ tags }) => tags.upstream_cluster === 'user-service');
  const server = spans.find((span) => span.parentId === upstream?.id && kindOf(span) === 'server');
  const statements = spans.filter((span) => span.tags['db.system.name'] !== undefined);
  if (!door || !upstream || !server || ratelimit.length === 0 || statements.length === 0) return undefined;
  return {
    gateway: door.durationMicroseconds - sumOf(ratelimit) - upstream.durationMicroseconds,
    ratelimit: sumOf(ratelimit),
    hop: upstream.durationMicroseconds - server.durationMicroseconds,
    service: server.durationMicroseconds - sumOf(statements),
    database: sumOf(statements),
  };
};

/** The median of every stage over complete traces. */
export const middleStages = (all: readonly Stages[]): Stages =>
  Object.fromEntries(stageNames.map((name) => [name, median(all.map((stages) => stages[name]))])) as Stages;

/**
 * Reads the traces of a round from Jaeger as soon as some are complete.
 *
 * @returns undefined without a complete trace after 30 s: Jaeger is unavailable or still being built.
 */
export const readStages = async (
  jaegerUrl: string,
  window: { from: Date; to: Date },
): Promise<{ stages: Stages; traces: number } | undefined> => {
  const search = { service: 'gateway', operation: 'GET /api/users/me', ...window, limit: 500 };
  const whole = async () => {
    const found = (await findTracesBetween(jaegerUrl, search)).flatMap((trace) => stagesOf(trace) ?? []);
    return found.length >= 20 && found;
  };
  const found = await waitUntil(whole, {
    what: 'complete traces of the round',
    timeoutSeconds: 30,
    everyMilliseconds: 1_000,
  }).catch(() => undefined);
  return found === undefined ? undefined : { stages: middleStages(found), traces: found.length };
};
