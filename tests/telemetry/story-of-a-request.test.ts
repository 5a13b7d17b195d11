/** @mesh shared */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import { traceCommand } from '@ai-teacher/local-mesh/commands/trace.ts';
import { citedBy } from '@ai-teacher/local-mesh/traces/cited-documents.ts';
import type { Trace, TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lesson, question, teachALesson, tracesOf } from './a-lesson.ts';
import { ancestry, childrenOf, isKind, type Stores, waysThrough } from './journeys.ts';

jest.setTimeout(120_000);

/** The exact list of paths: which part calls which, through which parts. */
const expectedWays = {
  upload: [
    'gateway → rag-service → postgresql',
    'gateway → rag-service → qdrant',
    'gateway → rag-service → gateway → notification-service',
    'gateway → rag-service → gateway → notification-service → postgresql',
  ],
  chat: [
    'gateway → chat-service → redis',
    'gateway → chat-service → postgresql',
    'gateway → chat-service → gateway → rag-service → qdrant',
    'gateway → chat-service → gateway → rag-service → postgresql',
  ],
  exam: [
    'gateway → exam-service → postgresql',
    'gateway → exam-service → gateway → rag-service → postgresql',
  ],
} as const;
const requests = Object.keys(expectedWays) as (keyof typeof expectedWays)[];

/** The services of each request, whose logs must contain its id. */
const storytellers: Record<keyof typeof expectedWays, ServiceName[]> = {
  upload: ['rag', 'notification'],
  chat: ['chat', 'rag'],
  exam: ['exam', 'rag'],
};

describe('the trace of a request, read back from Jaeger', () => {
  let mesh: RunningMesh;
  let lesson: Lesson;
  let stories: Record<keyof typeof expectedWays, Trace[]>;
  let stores: Stores;

  beforeAll(async () => {
    mesh = await runningMesh();
    stores = { qdrantPort: mesh.addresses.ports.qdrant?.http ?? 0 };
    lesson = await teachALesson(mesh);
    const isWhole = (name: keyof typeof expectedWays) => (traces: Trace[]) =>
      expectedWays[name].every((way) => waysThrough(traces, stores).has(way));
    const [upload, chat, exam] = await Promise.all(
      requests.map((name) =>
        tracesOf(mesh, lesson[name], isWhole(name)).catch(() => tracesOf(mesh, lesson[name])),
      ),
    );
    stories = { upload: upload ?? [], chat: chat ?? [], exam: exam ?? [] };
  });

  const spansOf = (name: keyof typeof expectedWays): TraceSpan[] =>
    stories[name].flatMap(({ spans }) => spans);

  it.each(requests)('the trace of %s has the expected paths', (name) => {
    const ways = waysThrough(stories[name], stores);
    expect(expectedWays[name].filter((way) => !ways.has(way))).toEqual([]);
  });

  it.each(requests)('%s is one trace, jobs and events included', (name) => {
    expect(stories[name].map(({ spans }) => spans.length > 0)).toEqual([true]);
  });

  it.each(requests)('the trace of %s carries the request id on every span', (name) => {
    // Envoy adds none of our tags to its call of the limit service; the parent span has them.
    const without = spansOf(name)
      .filter(({ tags }) => tags['request.id'] !== lesson[name])
      .filter((span) => !span.name.startsWith('async envoy.service.ratelimit'));
    expect(without.map(({ service, name: span }) => `${service} ${span}`)).toEqual([]);
  });

  it.each(requests)('the trace of %s has one client span per call, none nested in another', (name) => {
    const nested = stories[name].flatMap((trace) =>
      trace.spans
        .filter((span) => isKind(span, 'client'))
        .filter((span) =>
          childrenOf(span, trace).some((child) => child.service === span.service && isKind(child, 'client')),
        )
        .filter(({ service }) => service !== 'gateway'),
    );
    expect(nested.map(({ service, name: span }) => `${service} ${span}`)).toEqual([]);
  });

  it.each(requests)('the trace of %s names the route of every request that a service handles', (name) => {
    const served = spansOf(name).filter((span) => isKind(span, 'server') && span.service !== 'gateway');
    expect(served.length).toBeGreaterThan(0);
    expect(
      served.filter(({ tags }) => typeof tags['http.route'] !== 'string').map((span) => span.name),
    ).toEqual([]);
  });

  it('the job and the event of an upload continue its trace', () => {
    const consumers = stories.upload.flatMap((trace) =>
      trace.spans
        .filter((span) => isKind(span, 'consumer'))
        .map((span) => ({ ...span, cause: ancestry(span, trace)[0]?.service })),
    );
    expect(consumers.length).toBeGreaterThanOrEqual(2);
    expect(new Set(consumers.map(({ cause }) => cause))).toEqual(new Set(['gateway']));
  });

  it.each(requests)('the trace of %s contains no password, token, e-mail or question', (name) => {
    const told = JSON.stringify(stories[name]);
    expect(lesson.secrets.filter((secret) => told.includes(secret))).toEqual([]);
    expect(told).not.toContain(encodeURIComponent(question));
  });

  it.each(requests)(
    'of %s stands in the log of every service that had a part, under the same trace id',
    (name) => {
      const traceIds = stories[name].map(({ id }) => id);
      for (const service of storytellers[name]) {
        const lines = linesOf(mesh.logs(service), lesson[name]);
        expect({ service, lines: lines.length > 0 }).toEqual({ service, lines: true });
        expect(lines.filter(({ trace_id }) => !traceIds.includes(String(trace_id)))).toEqual([]);
      }
      expect(linesOf(mesh.logs('gateway'), lesson[name])).not.toEqual([]);
    },
  );

  it('npm run trace prints it', async () => {
    const environment = { STATE_DIR: mesh.stateDirectory };
    const { code, lines } = await traceCommand([lesson.chat], environment, { colour: false });
    expect(code).toBe(0);
    expect(lines.filter((line) => line.includes('chat-service POST /chat'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('rag-service POST /search'))).toHaveLength(1);
  });

  it('the page of a question has its log lines, and links a citation to the job that ingested the document', async () => {
    const environment = { STATE_DIR: mesh.stateDirectory };
    const folder = await mkdtemp(join(tmpdir(), 'trace-'));
    const requestId = await lesson.askTheBook();
    const citing = (traces: Trace[]) =>
      traces.flatMap(({ spans }) => spans).some((span) => citedBy(span).length > 0);
    await tracesOf(mesh, requestId, citing);
    await traceCommand([requestId, '--html'], environment, { colour: false, folder });
    const page = await readFile(join(folder, `trace-${requestId}.html`), 'utf8');
    await rm(folder, { recursive: true });
    const [, documentId] = page.match(/<a href="#document-([^"]+)">/) ?? [];
    const [, ingestion = ''] = page.split(`<h2 id="document-${documentId}">`);
    expect(ingestion).toContain('<bdi>job extract-document</bdi>');
    const logs = page.slice(page.indexOf('<h2 id="logs">'));
    for (const service of storytellers.chat) expect(logs).toContain(`<bdi>${service}</bdi>`);
    expect(lesson.secrets.filter((secret) => page.includes(secret))).toEqual([]);
  });
});

describe('requests without a trace', () => {
  it('are the probes of the services', async () => {
    const mesh = await runningMesh();
    for (const service of serviceNames) {
      const url = new URL('/api/traces', mesh.jaegerUrl);
      url.search = String(new URLSearchParams({ service: `${service}-service`, limit: '1500' }));
      expect(await (await fetch(url)).text()).not.toMatch(/"(\/readyz|\/livez|\/metrics)"/);
    }
  });
});

const linesOf = (log: string[], requestId: string): Record<string, unknown>[] => {
  return log
    .filter((line) => line.startsWith('{') && line.includes(requestId))
    .map((line) => JSON.parse(line));
};
