/** @mesh shared */
import { readFileSync } from 'node:fs';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { teachALesson } from './a-lesson.ts';
import { readSamples } from './exposition.ts';
import { metricNames, metricsIn, queryNumbers } from './numbers.ts';

jest.setTimeout(180_000);

let mesh: RunningMesh;
let prometheusUrl: string;

beforeAll(async () => {
  mesh = await runningMesh();
  prometheusUrl = `http://127.0.0.1:${portOf(mesh.addresses, 'prometheus', 'http')}`;
  await teachALesson(mesh);
});

const query = (expression: string) => queryNumbers(prometheusUrl, expression);

describe('the metrics of every part', () => {
  it('are scraped: each service, the gateway, ratelimit, the collector and the span metrics', async () => {
    const targets = await waitUntil(
      async () => {
        const up = await query('up == 1');
        return up.length >= serviceNames.length + 5 && up;
      },
      { what: 'an answer of every part to Prometheus', timeoutSeconds: 60, everyMilliseconds: 500 },
    );
    const jobs = targets.map(({ labels }) => labels.job);
    expect(new Set(jobs)).toEqual(
      new Set(['services', 'gateway', 'ratelimit', 'collector', 'spans', 'prometheus']),
    );
    const services = targets.filter(({ labels }) => labels.job === 'services');
    expect(new Set(services.map(({ labels }) => labels.service))).toEqual(new Set(serviceNames));
  });

  it.each([
    ['the gateway', 'envoy_http_downstream_rq_completed{envoy_http_conn_manager_prefix="edge"} > 0'],
    ['the load of the gateway', 'envoy_http_downstream_rq_active{job="gateway"}'],
    ['the limit service', 'ratelimit_service_rate_limit_total_hits > 0'],
    ['a service', 'nodejs_eventloop_utilization{service="chat"}'],
    ['the spans', 'traces_span_metrics_calls_total{service_name="chat-service"} > 0'],
  ])('include figures of %s', async (_, expression) => {
    await waitUntil(async () => (await query(expression)).length > 0, {
      what: expression,
      timeoutSeconds: 60,
      everyMilliseconds: 500,
    });
  });

  it('of the gateway are served without any other admin page', async () => {
    const url = `http://127.0.0.1:${portOf(mesh.addresses, 'gateway', 'stats')}`;
    expect((await readSamples(`${url}/stats/prometheus`)).length).toBeGreaterThan(1_000);
    for (const path of ['/', '/stats', '/config_dump', '/certs', '/stats/prometheus/../../config_dump'])
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    for (const path of ['/stats/prometheus', '/quitquitquit', '/drain_listeners'])
      expect((await fetch(`${url}${path}`, { method: 'POST' })).status).toBe(404);
  });
});

describe('Jaeger’s Monitor tab', () => {
  const shown = z.object({
    metrics: z.array(
      z.object({
        labels: z.array(z.object({ name: z.string(), value: z.string() })),
        metricPoints: z.array(z.object({ gaugeValue: z.object({ doubleValue: z.number().or(z.nan()) }) })),
      }),
    ),
  });

  it.each(['calls', 'latencies', 'errors'])('shows the %s of a service by operation', async (kind) => {
    const student = await signedInClient(mesh.gatewayUrl, mesh.credentials.student);
    const url = new URL(`/api/metrics/${kind}`, mesh.jaegerUrl);
    const range = { lookback: '600000', step: '5000', ratePer: '600000', quantile: '0.95' };
    url.search = String(new URLSearchParams({ service: 'user-service', groupByOperation: 'true', ...range }));
    // A rate needs two different values: one request between two readings.
    await waitUntil(
      async () => {
        await student.call(readMe, {});
        const { metrics } = shown.parse(await (await fetch(url)).json());
        const operation = metrics.find(({ labels }) =>
          labels.some(({ name, value }) => name === 'operation' && value === 'GET /users/me'),
        );
        // The share of errors is a number even when no request failed. Another test file may let some fail.
        return operation?.metricPoints.some(({ gaugeValue }) =>
          kind === 'errors' ? gaugeValue.doubleValue >= 0 : gaugeValue.doubleValue > 0,
        );
      },
      { what: `the ${kind} of the user service`, timeoutSeconds: 90, everyMilliseconds: 3_000 },
    );
  });
});

describe('dashboard.json and alerts.yaml', () => {
  const read = (name: string): string =>
    readFileSync(new URL(`../../otel-collector/${name}`, import.meta.url), 'utf8');
  const dashboard = z
    .object({
      title: z.literal('AI-Teacher'),
      panels: z.array(
        z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
      ),
    })
    .parse(JSON.parse(read('dashboard.json')));
  const rules = z
    .object({
      groups: z.array(
        z.object({
          rules: z.array(
            z.object({ expr: z.string(), record: z.string().optional(), alert: z.string().optional() }),
          ),
        }),
      ),
    })
    .parse(parse(read('alerts.yaml')))
    .groups.flatMap((group) => group.rules);

  /** Metrics of other programs that appear only after their first event. */
  const shownWhenItHappens = [
    'envoy_cluster_ratelimit_error',
    'envoy_cluster_ratelimit_over_limit',
    'otelcol_exporter_enqueue_failed_spans_total',
    'otelcol_exporter_send_failed_spans_total',
  ];

  /** The services' metrics at /metrics, declared in telemetry/metrics.ts. */
  const declared = Object.values(metricCatalogue).flatMap(({ name, kind }) => {
    const shown = name.replaceAll('.', '_');
    if (kind === 'counter') return [`${shown}_total`];
    return kind === 'histogram' ? [`${shown}_bucket`, `${shown}_sum`, `${shown}_count`] : [shown];
  });

  it('use only metrics that a part exposes or a service declares', async () => {
    const recorded = rules.flatMap(({ record }) => record ?? []);
    const expressions = [
      ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ by: title, expr }))),
      ...rules.map(({ alert, record, expr }) => ({ by: alert ?? record, expr })),
    ];
    const elsewhere = new Set([...shownWhenItHappens, ...declared, ...recorded]);
    const unknown = (told: Set<string>): string[] =>
      expressions.flatMap(({ by, expr }) =>
        metricsIn(expr)
          .filter((name) => !told.has(name) && !elsewhere.has(name))
          .map((name) => `${by}: ${name}`),
      );
    await waitUntil(async () => unknown(await metricNames(prometheusUrl)).length === 0, {
      what: 'the numbers of every panel and rule',
      timeoutSeconds: 60,
      everyMilliseconds: 1_000,
    }).catch(() => undefined);
    expect(unknown(await metricNames(prometheusUrl))).toEqual([]);
  });

  it('are read by metricsIn, which finds every metric name in an expression', () => {
    expect(metricsIn('sum by (le, x) (rate(a_bucket{b="c d"}[5m])) / max(f:g) > 0.9 or vector(0)')).toEqual([
      'a_bucket',
      'f:g',
    ]);
  });
});
