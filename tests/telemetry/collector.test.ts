import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { telemetryPart } from '@ai-teacher/local-mesh/parts/telemetry.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { type Addresses, assignAddresses, portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readSamples, total } from './exposition.ts';
import { type MadeUpSpan, sendTrace } from './made-up-spans.ts';

jest.setTimeout(120_000);

/** The collector as shipped, with Jaeger behind it, and a share of 0 % of ordinary traces. */
let folder: string;
let addresses: Addresses;
let runner: PartRunner;
let jaeger: Awaited<ReturnType<PartRunner['start']>>;

const jaegerPart = (): Part =>
  telemetryPart('jaeger', addresses, { configurationFolder: folder, environment: {} });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-collector-'));
  addresses = await assignAddresses(folder, {});
  runner = partRunner(folder);
  const environment = {
    TRACE_SHARE_PERCENT: '0',
    TRACE_DECISION_WAIT: '1s',
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: String(portOf(addresses, 'otel-collector', 'metrics')),
  };
  jaeger = await runner.start(jaegerPart());
  await runner.start(
    telemetryPart('otel-collector', addresses, { configurationFolder: folder, environment }),
  );
});
afterAll(async () => {
  await runner.stopAll();
  await rm(folder, { recursive: true });
});

/** The service name is unique to this trace, so the counts belong to this test. */
const send = async (spans: readonly MadeUpSpan[], service = `made-up-${randomUUID()}`) => ({
  service,
  traceId: await sendTrace(portOf(addresses, 'otel-collector', 'http'), service, spans),
});

type Shown = { operationName: string; tags: { key: string; value: unknown }[] };

const shown = async (traceId: string): Promise<Shown[] | undefined> => {
  const response = await fetch(`http://127.0.0.1:${portOf(addresses, 'jaeger', 'ui')}/api/traces/${traceId}`);
  if (response.status === 404) return undefined;
  const { data } = (await response.json()) as { data: [{ spans: Shown[] }] | null };
  return data?.[0]?.spans;
};
const arrival = (traceId: string) =>
  waitUntil(() => shown(traceId), { what: `trace ${traceId} in Jaeger`, timeoutSeconds: 30 });

const samplesOf = (port: 'spans' | 'metrics') =>
  readSamples(`http://127.0.0.1:${portOf(addresses, 'otel-collector', port)}/metrics`);
/** Calls by span name, once `count` are counted. (A new series first has the value 0.) */
const counted = (service: string, calls: number): Promise<Record<string, number>> =>
  waitUntil(
    async () => {
      const found = (await samplesOf('spans'))
        .filter(({ name }) => name === 'traces_span_metrics_calls_total')
        .filter(({ labels }) => labels.service_name === service);
      const byName = Object.fromEntries(found.map(({ labels, value }) => [labels.span_name, value]));
      return total(found, 'traces_span_metrics_calls_total') >= calls && byName;
    },
    { what: `a count of ${calls} calls`, timeoutSeconds: 30 },
  );

const plain: MadeUpSpan = { name: 'GET /plain', attributes: { 'http.response.status_code': 200 } };
const probe: MadeUpSpan = { name: 'GET /readyz', attributes: { 'url.path': '/readyz' } };

describe('the collector with a share of 0 % of ordinary traces', () => {
  it.each<[string, MadeUpSpan]>([
    ['a span with the status of an error', { name: 'GET /failed', failed: true }],
    ['an answer of 500', { name: 'GET /broken', attributes: { 'http.response.status_code': 500 } }],
    ['an answer of 503 as Envoy writes it', { name: 'GET /away', attributes: { 'http.status_code': '503' } }],
    ['more than a second', { name: 'GET /slow', milliseconds: 1_500 }],
    ['a call of a model', { name: 'chat gpt', attributes: { 'gen_ai.operation.name': 'chat' } }],
  ])('is a trace with %s, whole', async (_, span) => {
    const { traceId } = await send([plain, span]);
    const names = (await arrival(traceId)).map(({ operationName }) => operationName);
    expect(names.sort()).toEqual([plain.name, span.name].sort());
  });

  it('stores no ordinary trace, and still counts each one', async () => {
    const { traceId, service } = await send([plain]);
    await send([plain], service);
    const later = await send([{ name: 'GET /failed', failed: true }], service);
    // This trace is decided with or after the earlier ones. Its arrival shows that they were dropped.
    await arrival(later.traceId);
    expect(await shown(traceId)).toBeUndefined();
    expect(await counted(service, 3)).toEqual({ 'GET /plain': 2, 'GET /failed': 1 });
  });

  it('stores late spans of a stored trace', async () => {
    const early = await send([{ name: 'GET /failed', failed: true }]);
    await arrival(early.traceId);
    const port = portOf(addresses, 'otel-collector', 'http');
    await sendTrace(port, early.service, [plain], early.traceId);
    await waitUntil(async () => (await shown(early.traceId))?.length === 2, {
      what: 'the late span',
      timeoutSeconds: 30,
    });
  });
});

describe('the data that the collector removes', () => {
  it('includes probes, which it neither stores nor counts', async () => {
    const failed: MadeUpSpan = { name: 'GET /failed', failed: true };
    const byEnvoy: MadeUpSpan = {
      name: 'GET /livez',
      attributes: { 'http.url': 'http://auth-service:9000/livez?now' },
    };
    const { traceId, service } = await send([failed, probe, byEnvoy]);
    expect((await arrival(traceId)).map(({ operationName }) => operationName)).toEqual(['GET /failed']);
    expect(await counted(service, 1)).toEqual({ 'GET /failed': 1 });
  });

  it('includes secrets, personal addresses and model messages; a user id becomes a hash', async () => {
    const userId = randomUUID();
    const secrets = {
      'http.url': 'https://school.example/api/chat?access_token=confidential',
      'url.query': 'token=confidential',
      'exception.message': 'confidential',
      'http.request.header.authorization': 'Bearer confidential',
      'http.response.header.set_cookie': 'confidential',
      'user.email': 'confidential@school.example',
      'enduser.name': 'confidential',
      'gen_ai.input.messages': 'confidential',
      'gen_ai.prompt.0.content': 'confidential',
      'app.refresh_token': 'confidential',
      'db.password': 'confidential',
      dbPassword: 'confidential',
      MAIL_PASSWD: 'confidential',
      'model.api_key': 'confidential',
      openaiApiKey: 'confidential',
      OPENAI_API_KEY: 'confidential',
      'client.Secret': 'confidential',
      accessToken: 'confidential',
      'x.id-token': 'confidential',
      CI_TOKEN: 'confidential',
      'Set-Cookie': 'confidential',
      'proxy.authorization': 'confidential',
      'user.full_name': 'confidential',
      'enduser.email': 'confidential',
      'http.client_ip': '198.51.100.7',
      user_agent: 'confidential/1.0',
      'client.address': '198.51.100.7',
      'peer.address': '198.51.100.7:4711',
      'user_agent.original': 'confidential/1.0',
    };
    const kept = { 'gen_ai.usage.input_tokens': 7, 'request.id': randomUUID() };
    const attributes = { ...secrets, ...kept, 'user.id': userId, 'enduser.id': userId };
    const { traceId } = await send([{ name: 'POST /chat', failed: true, attributes }]);
    const [span] = await arrival(traceId);
    const tags = Object.fromEntries(span?.tags.map(({ key, value }) => [key, value]) ?? []);
    expect(JSON.stringify(tags)).not.toMatch(/confidential|198\.51\.100\.7/);
    expect(JSON.stringify(tags)).not.toContain(userId);
    expect(tags).toMatchObject({ ...kept, 'url.path': '/api/chat' });
    expect(tags['user.id']).toMatch(/^[0-9a-f]{64}$/);
    expect(tags['enduser.id']).toBe(tags['user.id']);
  });
});

describe('while Jaeger is unavailable', () => {
  it('spans wait in a bounded queue and arrive when Jaeger is available again', async () => {
    await jaeger.stop(1);
    const { traceId } = await send([{ name: 'GET /failed', failed: true }]);
    const exporter = { exporter: 'otlp/jaeger' };
    const held = await waitUntil(
      async () => {
        const samples = await samplesOf('metrics');
        return total(samples, 'otelcol_exporter_queue_size', exporter) > 0 && samples;
      },
      { what: 'a span in the queue', timeoutSeconds: 30 },
    );
    expect(total(held, 'otelcol_exporter_queue_capacity', exporter)).toBe(50_000);
    jaeger = await runner.start(jaegerPart());
    expect((await arrival(traceId)).map(({ operationName }) => operationName)).toEqual(['GET /failed']);
  });
});
