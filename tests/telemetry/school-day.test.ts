/** @mesh shared */
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { type ServiceName, serviceNames, storingServices } from '@ai-teacher/contracts/values.ts';
import type { Exchange } from '@ai-teacher/edge-client/edge-client.ts';
import type { Trace, TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { scope } from '@ai-teacher/service-kit/telemetry/names.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type DeclaredTelemetry,
  declaredTelemetry,
  isDeclaredSpan,
} from '../architecture/declared-telemetry.ts';
import { liveASchoolDay, settledTraces } from './a-school-day.ts';
import { readSamples, type Sample } from './exposition.ts';
import { type Hop, hopsOf, isKind, meshCallsOf, type Stores, storeCallsOf } from './journeys.ts';

jest.setTimeout(180_000);

/** The services whose workers have jobs on this day. All services have workers for their retention. */
const withWorkers: ServiceName[] = ['auth', 'rag', 'exam', 'notification'];
/** The limits of password attempts and of questions. */
const withLimits: ServiceName[] = ['auth', 'chat'];

/**
 * The exact list of edges: which service calls which operation of another, and which stores each service
 * uses.
 */
const expectedCalls = [
  'auth-service → exam-service receiveExamEvent',
  'auth-service → notification-service receiveNotificationEvent',
  'auth-service → user-service receiveUserEvent',
  'chat-service → rag-service search',
  'exam-service → notification-service receiveNotificationEvent',
  'exam-service → rag-service readPages',
  'rag-service → notification-service receiveNotificationEvent',
];
const expectedStores = [
  ...storingServices.map((name) => `${name}-service → postgresql`),
  ...withLimits.map((name) => `${name}-service → redis`),
  'rag-service → qdrant',
];
/** Called by any service that verifies a token without a fresh key set, so it may occur in any request. */
const anybodysCalls: string[] = [readKeySet.operationId];

type Seen = {
  spans: TraceSpan[];
  /** The log lines of a part that belong to the day. */
  lines: Record<string, unknown>[];
  /** The samples before the day. The mesh may have run other tests. */
  before: Sample[];
  samples: Sample[];
};

const sumOf = (samples: readonly Sample[], name: string): number =>
  samples.reduce((sum, sample) => sum + (sample.name === name ? sample.value : 0), 0);

const counted = (name: string) => (seen: Seen) => sumOf(seen.samples, name) > sumOf(seen.before, name);
const exposed = (name: string) => (seen: Seen) => seen.samples.some((sample) => sample.name === name);
const spanned = (is: (span: TraceSpan) => boolean) => (seen: Seen) => seen.spans.some(is);

/**
 * Every signal, its pattern, and the services that must record it. An exact signal belongs to these services
 * alone.
 */
const signals: Record<
  string,
  { owedBy: readonly ServiceName[]; exact?: true; isThere: (seen: Seen) => boolean }
> = {
  'server spans': { owedBy: serviceNames, isThere: spanned((span) => isKind(span, 'server')) },
  'spans of PostgreSQL': {
    owedBy: storingServices,
    isThere: spanned(({ tags }) => tags['db.system.name'] === 'postgresql'),
  },
  'spans of Redis': {
    owedBy: withLimits,
    exact: true,
    isThere: spanned(({ tags }) => tags['db.system.name'] === 'redis'),
  },
  'spans of jobs': { owedBy: withWorkers, exact: true, isThere: spanned((span) => isKind(span, 'consumer')) },
  'log lines with the trace': {
    owedBy: serviceNames,
    isThere: ({ lines }) => lines.length > 0 && lines.every(({ trace_id }) => typeof trace_id === 'string'),
  },
  'requests by operation': { owedBy: serviceNames, isThere: counted('http_server_request_duration_count') },
  'requests under way': { owedBy: serviceNames, isThere: exposed('http_server_active_requests') },
  'calls of other services': {
    owedBy: ['auth', 'chat', 'rag', 'exam'],
    isThere: counted('aiteacher_mesh_call_duration_count'),
  },
  'checks of tokens': {
    owedBy: ['user', 'chat', 'rag', 'exam', 'notification'],
    isThere: counted('aiteacher_token_verifications_total'),
  },
  // Not exact: another file may import a roster in the same mesh meanwhile. The spans of jobs are the day's
  // alone.
  'jobs by task': { owedBy: withWorkers, isThere: counted('messaging_process_duration_count') },
  'depth of the queue': { owedBy: storingServices, isThere: exposed('aiteacher_job_queue_depth') },
  'jobs that fail': { owedBy: storingServices, isThere: exposed('aiteacher_job_queue_failing') },
  'age of the oldest due job': {
    owedBy: storingServices,
    isThere: exposed('aiteacher_job_queue_oldest_due'),
  },
  'decisions of a limit': {
    owedBy: withLimits,
    exact: true,
    isThere: counted('aiteacher_rate_limit_decisions_total'),
  },
  'times of the database': {
    owedBy: storingServices,
    isThere: counted('db_client_operation_duration_count'),
  },
  'delay of the event loop': { owedBy: serviceNames, isThere: exposed('nodejs_eventloop_delay_p99') },
  'processor and memory': {
    owedBy: serviceNames,
    isThere: (seen) =>
      counted('process_cpu_time_total')(seen) && sumOf(seen.samples, 'process_memory_usage') > 0,
  },
};

describe('the telemetry of a school day without faults', () => {
  let mesh: RunningMesh;
  let stores: Stores;
  let exchanges: Exchange[];
  let traces: Trace[];
  let spans: TraceSpan[];
  let declared: DeclaredTelemetry;
  let seen: Record<ServiceName, Seen>;

  beforeAll(async () => {
    mesh = await runningMesh();
    declared = await declaredTelemetry();
    stores = { qdrantPort: mesh.addresses.ports.qdrant?.http ?? 0 };
    const samplesOf = (name: ServiceName): Promise<Sample[]> =>
      readSamples(`http://127.0.0.1:${mesh.addresses.ports[name]?.probe}/metrics`);
    const before = new Map<ServiceName, Sample[]>();
    for (const name of serviceNames) before.set(name, await samplesOf(name));
    exchanges = await liveASchoolDay(mesh);
    traces = await settledTraces(mesh, exchanges, (found) => {
      const hops = found.flatMap(hopsOf);
      const answered = new Set(hops.filter(({ from }) => from === 'world').map(({ operation }) => operation));
      const called = new Set(callsIn(hops));
      return (
        exchanges.every(({ operationId }) => answered.has(operationId)) &&
        expectedCalls.every((call) => called.has(call))
      );
    });
    spans = traces.flatMap((trace) => trace.spans);
    const ids = new Set(exchanges.map(({ requestId }) => requestId));
    seen = Object.fromEntries(
      await Promise.all(
        serviceNames.map(async (name) => [
          name,
          {
            spans: spans.filter(({ service }) => service === `${name}-service`),
            lines: linesOf(mesh.logs(name), ids),
            before: before.get(name) ?? [],
            samples: await samplesOf(name),
          },
        ]),
      ),
    );
  });

  it('has requests to every service', () => {
    expect(new Set(exchanges.map(({ service }) => service))).toEqual(new Set(serviceNames));
  });

  it('has one trace per request, jobs and events included', () => {
    const ids = exchanges.map(({ requestId }) => requestId);
    expect(traces).toHaveLength(ids.length);
    const owners = traces.map((trace) => [...new Set(trace.spans.map(({ tags }) => tags['request.id']))]);
    expect(new Set(owners.flat().filter((id) => id !== undefined))).toEqual(new Set(ids));
  });

  it('has exactly one client span for each hop', () => {
    const hops = traces.flatMap(hopsOf);
    const odd = hops.filter(({ from, through }) => {
      const caller = from === 'world' ? [] : [`${from} client`];
      return String(through) !== String([...caller, 'gateway server', 'gateway client']);
    });
    expect(odd).toEqual([]);
    const calls = traces.flatMap((trace) => meshCallsOf(trace, stores));
    expect(calls).toHaveLength(hops.filter(({ from }) => from !== 'world').length);
  });

  it('has exactly the expected edges between services', () => {
    const calls = callsIn(traces.flatMap(hopsOf));
    expect([...new Set(calls)].toSorted()).toEqual(expectedCalls.toSorted());
  });

  it('has exactly the expected edges to stores', () => {
    const calls = traces.flatMap((trace) => storeCallsOf(trace, stores));
    expect([...new Set(calls)].toSorted()).toEqual(expectedStores.toSorted());
  });

  it('has no failed span', () => {
    const failed = spans.filter(
      ({ tags }) =>
        tags.error === true ||
        tags['otel.status_code'] === 'ERROR' ||
        tags['error.type'] !== undefined ||
        Number(tags['http.status_code'] ?? tags['http.response.status_code'] ?? 0) >= 400,
    );
    expect(failed.map(({ service, name, tags }) => ({ span: `${service} ${name}`, tags }))).toEqual([]);
  });

  it('has the request id on every span, equal to the gateway’s own id', () => {
    // Envoy adds none of our tags to its call of the limit service; the parent span has them.
    const without = spans
      .filter(({ name }) => !name.startsWith('async envoy.service.ratelimit'))
      .filter(({ tags }) => typeof tags['request.id'] !== 'string');
    expect(without.map(({ service, name }) => `${service} ${name}`)).toEqual([]);
    const entries = spans.filter((span) => span.service === 'gateway' && isKind(span, 'server'));
    expect(entries.length).toBeGreaterThanOrEqual(exchanges.length);
    expect(entries.filter(({ tags }) => tags['guid:x-request-id'] !== tags['request.id'])).toEqual([]);
  });

  it('continues the trace of the cause in every job and event', () => {
    const consumers = spans.filter((span) => isKind(span, 'consumer'));
    expect(consumers.filter(({ parentId }) => parentId === undefined)).toEqual([]);
    expect(new Set(consumers.map(({ service }) => service))).toEqual(
      new Set(withWorkers.map((name) => `${name}-service`)),
    );
  });

  it.each(Object.keys(signals))('has %s of every service that must record them', (signal) => {
    const { owedBy, exact, isThere } = signals[signal] as (typeof signals)[string];
    const having = serviceNames.filter((name) => isThere(seen[name]));
    expect(having).toEqual(exact ? [...owedBy].toSorted(byPlan) : expect.arrayContaining([...owedBy]));
  });

  it('has a measurement for every requested operation', () => {
    const measured = (service: ServiceName, operation: string) =>
      seen[service].samples.some(
        ({ name, labels, value }) =>
          name === 'http_server_request_duration_count' &&
          labels.aiteacher_operation === operation &&
          labels.http_response_status_code?.startsWith('2') &&
          value > 0,
      );
    const missing = exchanges.filter(({ service, operationId }) => !measured(service, operationId));
    expect(missing.map(({ operationId }) => operationId)).toEqual([]);
  });

  it.each(serviceNames)('has only declared metric names at /metrics of %s', (name) => {
    const own = seen[name].samples.filter(({ labels }) => labels.otel_scope_name === scope);
    expect(own.length).toBeGreaterThan(0);
    const undeclared = own.filter(
      (sample) =>
        !declared.metrics.some(
          (metric) =>
            sample.name.replace(/_(bucket|sum|count|total)$/, '') === spelled(metric.name) &&
            labelsOf(sample).every((label) => metric.attributes.map(spelled).includes(label)),
        ),
    );
    expect(undeclared).toEqual([]);
  });

  it.each(serviceNames)('counts each request of %s once', (name) => {
    const scopes = seen[name].samples
      .filter((sample) => sample.name.startsWith('http_server_'))
      .map(({ labels }) => labels.otel_scope_name);
    expect(new Set(scopes)).toEqual(new Set([scope]));
  });

  it('has only declared span and attribute names', () => {
    const own = spans.filter(({ tags }) => tags['otel.scope.name'] === scope);
    expect(own.length).toBeGreaterThan(0);
    const undeclared = own
      .map(({ name, tags }) => ({ name, attributes: Object.keys(tags).filter((tag) => !isJaegers(tag)) }))
      .filter((span) => !isDeclaredSpan(span, declared));
    expect(undeclared).toEqual([]);
  });
});

/** Calls between services in the form of the edges above. */
const callsIn = (hops: readonly Hop[]): string[] => {
  return hops
    .filter(({ from, operation }) => from !== 'world' && !anybodysCalls.includes(operation))
    .map(({ from, to, operation }) => `${from} → ${to} ${operation}`);
};

/** A metric name in the spelling of Prometheus. */
const spelled = (name: string): string => {
  return name.replaceAll('.', '_');
};

/** The labels that represent attributes, without the series' origin and the bucket bound. */
const labelsOf = ({ labels }: Sample): string[] => {
  return Object.keys(labels).filter((label) => label !== 'le' && !label.startsWith('otel_scope_'));
};

/** The tags that Jaeger adds to a span. */
const isJaegers = (tag: string): boolean => {
  return /^(span\.kind|otel\.|internal\.|w3c\.|error$)/.test(tag);
};

const byPlan = (one: ServiceName, other: ServiceName): number => {
  return serviceNames.indexOf(one) - serviceNames.indexOf(other);
};

const linesOf = (log: string[], requestIds: ReadonlySet<string>): Record<string, unknown>[] => {
  return log
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ requestId }) => requestIds.has(String(requestId)));
};
