import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findTracesBetween, type Trace, type TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { median } from '../load/latency.ts';
import { shown } from './aims.ts';
import { table } from './table.ts';

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

export type ReadStages = { readonly stages: Stages; readonly traces: number };

/**
 * Reads the traces of a round from Jaeger as soon as some are complete.
 *
 * @returns undefined without a complete trace after 30 s: Jaeger is unavailable or still being built.
 */
export const readStages = async (
  jaegerUrl: string,
  window: { from: Date; to: Date },
): Promise<ReadStages | undefined> => {
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

const stageTitles: Record<keyof Stages, string> = {
  gateway: 'gateway itself (HTTP, token, route)',
  ratelimit: 'limit: the call of ratelimit with its counter',
  hop: 'hop to the service (mTLS, waiting for its thread)',
  service: 'service (identity, use case, answer)',
  database: 'database, statement by statement',
};

/** @param seen the p50 of the load tool at this rate, in milliseconds. */
export const stageLines = (
  read: ReadStages | undefined,
  { rate, seen }: { rate: number; seen: number | undefined },
): string[] => {
  if (read === undefined) return ['No trace could be read back.'];
  const rows = stageNames.map((name) => [stageTitles[name], shown(read.stages[name] / 1_000)]);
  const inGateway = stageNames.reduce((sum, name) => sum + read.stages[name], 0) / 1_000;
  const outside =
    seen === undefined ? [] : [['load tool and socket to the gateway', shown(Math.max(0, seen - inGateway))]];
  return [
    `Medians of ${read.traces} traces at ${rate}/s; medians of parts need not add up to the median of the whole.`,
    '',
    ...table(['stage', 'ms'], [...outside, ...rows]),
  ];
};
