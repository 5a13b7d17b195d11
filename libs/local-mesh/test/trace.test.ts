import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { traceCommand } from '../src/commands/trace.ts';
import { criticalTimes } from '../src/traces/critical-time.ts';
import { findJaegerLink } from '../src/traces/jaeger-link.ts';
import { readRequestLogs } from '../src/traces/request-logs.ts';
import { drawTraces } from '../src/traces/trace-tree.ts';

const requestId = '132d37c7-fa13-48f5-8c80-e990d734fa83';
const quick = { colour: false, polling: { timeoutMilliseconds: 200, pauseMilliseconds: 1 } };
const begin = Date.UTC(2026, 10, 23, 12) * 1_000;

const tags = (values: Record<string, unknown>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

const span = (spanID: string, parent: string | undefined, operationName: string, more: object = {}) => {
  const references = parent ? [{ refType: 'CHILD_OF', traceID: 'aa', spanID: parent }] : [];
  const times = { startTime: begin, duration: 1_500 };
  return {
    traceID: 'aa',
    spanID,
    operationName,
    references,
    processID: 'chat',
    tags: [],
    logs: [],
    ...times,
    ...more,
  };
};

const requestTrace = {
  traceID: 'aa',
  processes: { edge: { serviceName: 'gateway' }, chat: { serviceName: 'chat-service' } },
  spans: [
    span('3', '2', 'pg.query:SELECT chat_db', {
      startTime: begin + 2_000,
      tags: tags({ 'db.query.text': 'select ?', error: true, 'error.type': '23505' }),
      logs: [
        { timestamp: begin + 2_500, fields: tags({ event: 'exception', 'exception.type': 'DatabaseError' }) },
      ],
    }),
    span('1', undefined, 'ingress', { processID: 'edge', tags: tags({ 'http.status_code': '200' }) }),
    span('4', 'lost', 'orphan', { startTime: begin + 3_000 }),
    span('2', '1', 'POST /chat', {
      startTime: begin + 1_000,
      tags: tags({ 'http.response.status_code': 200 }),
    }),
  ],
};
const later = {
  ...requestTrace,
  traceID: 'bb',
  spans: [span('9', undefined, 'process x', { startTime: begin + 9_000 })],
};

let jaeger: Server | undefined;
const queries: URLSearchParams[] = [];
afterEach(() => {
  jaeger?.close();
  jaeger?.closeAllConnections();
  queries.length = 0;
});

/**
 * Serves the part of Jaeger's query API that the command uses: two services, and `answer` for their traces.
 */
const jaegerWith = async (answer: (service: string) => unknown): Promise<string> => {
  jaeger = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://jaeger');
    if (url.pathname === '/api/traces') queries.push(url.searchParams);
    const service = url.searchParams.get('service');
    response.end(JSON.stringify({ data: service ? answer(service) : ['gateway', 'chat-service'] }));
  });
  await new Promise<void>((resolve) => jaeger?.listen(0, '127.0.0.1', resolve));
  return String((jaeger.address() as AddressInfo).port);
};

describe('npm run trace', () => {
  it('npm run trace prints every trace of the request once, the oldest first, as trees', async () => {
    const port = await jaegerWith((service) =>
      service === 'gateway' ? [requestTrace] : [later, requestTrace],
    );
    const { code, lines } = await traceCommand([requestId], { JAEGER_UI_PORT: port }, quick);
    expect(code).toBe(0);
    expect(lines).toEqual([
      `request ${requestId}: 2 traces, 5 spans`,
      '',
      '      begin       took  trace aa, 2026-11-23 12:00:00.000 UTC',
      '     0.0 ms     1.5 ms  gateway ingress  200',
      '     1.0 ms     1.5 ms  └─ chat-service POST /chat  200',
      '     2.0 ms     1.5 ms     └─ chat-service pg.query:SELECT chat_db  ✗ 23505  select ?',
      '                                 • exception DatabaseError at 2.5 ms',
      '     3.0 ms     1.5 ms  chat-service orphan',
      '',
      '      begin       took  trace bb, 2026-11-23 12:00:00.009 UTC',
      '     9.0 ms     1.5 ms  chat-service process x',
    ]);
  });

  it('npm run trace searches for the tag request.id', async () => {
    const port = await jaegerWith(() => [requestTrace]);
    await traceCommand([requestId], { JAEGER_UI_PORT: port }, quick);
    expect(JSON.parse(queries[0]?.get('tags') ?? '')).toEqual({ 'request.id': requestId });
  });

  it.each([
    ['in capitals, as a client sent it', requestId.toUpperCase()],
    ['in small letters', requestId],
  ])('npm run trace finds a request whose id is stored %s', async (_, stored) => {
    const isStored = () => queries.at(-1)?.get('tags') === JSON.stringify({ 'request.id': stored });
    const port = await jaegerWith(() => (isStored() ? [requestTrace] : null));
    const { code } = await traceCommand([requestId.toUpperCase()], { JAEGER_UI_PORT: port }, quick);
    expect(code).toBe(0);
  });

  it('npm run trace shows the log lines of an id that a client sent in capitals', async () => {
    const logs = await mkdtemp(join(tmpdir(), 'trace-logs-'));
    const line = { time: '2026-11-23T12:00:00.000Z', msg: 'found', requestId: requestId.toUpperCase() };
    await writeFile(join(logs, 'chat.log'), `${JSON.stringify(line)}\n`);
    try {
      expect((await readRequestLogs(logs, requestId)).lines).toMatchObject([{ msg: 'found' }]);
    } finally {
      await rm(logs, { recursive: true });
    }
  });

  it('npm run trace waits for spans that have not arrived yet', async () => {
    let polls = 0;
    const port = await jaegerWith(() => (++polls > 4 ? [requestTrace] : []));
    const { code } = await traceCommand(
      [requestId],
      { JAEGER_UI_PORT: port },
      {
        colour: false,
        polling: { timeoutMilliseconds: 5_000, pauseMilliseconds: 1 },
      },
    );
    expect(code).toBe(0);
  });

  it('npm run trace exits with 1 when there are no spans', async () => {
    const port = await jaegerWith(() => null);
    const { code, lines } = await traceCommand([requestId], { JAEGER_UI_PORT: port }, quick);
    expect(code).toBe(1);
    expect(lines[0]).toBe(`No spans of request ${requestId} at http://127.0.0.1:${port}.`);
  });

  it('npm run trace reads the port from the state folder of STATE_DIR', async () => {
    const port = await jaegerWith(() => [requestTrace]);
    const state = await mkdtemp(join(tmpdir(), 'trace-'));
    await writeFile(join(state, 'addresses.json'), JSON.stringify({ jaegerUi: Number(port) }));
    const { code } = await traceCommand([requestId], { STATE_DIR: state }, quick);
    await rm(state, { recursive: true });
    expect(code).toBe(0);
  });

  it.each([
    ['the port is closed', async () => '1'],
    ['another program answers', () => jaegerWith(() => 'hello')],
  ])('npm run trace names the address of Jaeger and exits with 3 when %s', async (_why, start) => {
    const port = await start();
    const { code, lines } = await traceCommand([requestId], { JAEGER_UI_PORT: port }, quick);
    expect(code).toBe(3);
    expect(lines[0]).toBe(`Jaeger does not answer at http://127.0.0.1:${port}.`);
  });

  it.each([[[]], [['not-an-id']], [[requestId, 'more']]])(
    'npm run trace prints its usage and exits with 2 for the arguments %j',
    async (words) => {
      const { code, lines } = await traceCommand(words, {}, quick);
      expect(code).toBe(2);
      expect(lines[0]).toMatch(/^Usage:/);
    },
  );
});

describe('npm run trace -- --html', () => {
  const documentId = 'c0a3f0de-6f0a-4a6e-9a50-3a4c8f6b5a11';
  const hostile = `"><img src=x onerror=alert(1)></style><script>alert(1)</script>\u202e`;
  const citing = {
    ...requestTrace,
    spans: [
      ...requestTrace.spans,
      span('5', '1', hostile, {
        tags: tags({ [hostile]: hostile, 'aiteacher.citation.documents': `["${documentId}"]` }),
      }),
    ],
  };
  const ingestion = {
    ...requestTrace,
    traceID: 'cc',
    spans: [
      span('20', undefined, 'POST /documents'),
      span('21', undefined, 'job extract-document', { tags: tags({ 'aiteacher.document.id': documentId }) }),
    ],
  };
  const isAboutDocument = () => queries.at(-1)?.get('tags')?.includes(documentId) === true;
  let folder: string;
  let lines: string[];
  let page: string;

  beforeAll(async () => {
    const port = await jaegerWith(() => (isAboutDocument() ? [ingestion] : [citing]));
    folder = await mkdtemp(join(tmpdir(), 'trace-'));
    await mkdir(join(folder, 'logs'));
    const line = { time: '2026-11-23T12:00:00.000Z', service: 'chat', requestId, msg: `asked ${hostile}` };
    const other = { ...line, requestId: documentId, msg: 'another request' };
    await writeFile(
      join(folder, 'logs', 'chat.log'),
      `${JSON.stringify(line)}\n${JSON.stringify(other)}\n{"ti`,
    );
    const environment = { JAEGER_UI_PORT: port, STATE_DIR: folder };
    ({ lines } = await traceCommand([requestId, '--html'], environment, { ...quick, folder }));
    page = await readFile(join(folder, `trace-${requestId}.html`), 'utf8');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('the page of a request has the bars, the attributes and the log lines of the request, and its path is printed', () => {
    expect(lines.at(-1)).toBe(`Page: ${join(folder, `trace-${requestId}.html`)}`);
    expect(page).toContain('<bdi>POST /chat</bdi>');
    expect(page).toContain('<bdi>db.query.text</bdi></td><td><bdi>select ?</bdi>');
    expect(page).toContain('asked &quot;&gt;');
    expect(page).not.toContain('another request');
  });

  it('the page of a request links a citation to the spans of the jobs that ingested its document, without the rest of their trace', () => {
    expect(page).toContain(`<a href="#document-${documentId}">`);
    expect(page).toContain(`<h2 id="document-${documentId}">`);
    expect(page).toContain('<bdi>job extract-document</bdi>');
    expect(page).not.toContain('POST /documents');
  });

  it('on the page of a request, a hostile value of a span or a log line stays text, and the page loads nothing and runs no script', () => {
    expect(page).not.toMatch(/<(script|img|link|iframe)\b/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;');
  });
});

describe('criticalTimes', () => {
  const at = (id: string, parentId: string | undefined, begin: number, end: number) => ({
    ...{ id, parentId, service: id, name: id, startMicroseconds: begin, durationMicroseconds: end - begin },
    ...{ tags: {}, events: [] },
  });

  it('criticalTimes gives each instant of a request to the span that ended last, and adds up to its duration', () => {
    const spans = [
      at('request', undefined, 0, 100),
      at('slow', 'request', 10, 80),
      at('hidden', 'request', 20, 60),
      at('inner', 'slow', 30, 80),
    ];
    const times = criticalTimes({ id: 'aa', spans });
    expect(Object.fromEntries(times)).toEqual({ request: 30, slow: 20, inner: 50 });
  });

  it('criticalTimes counts a job that begins after its request as a path of its own', () => {
    const spans = [at('request', undefined, 0, 10), at('job', 'request', 50, 90)];
    expect(Object.fromEntries(criticalTimes({ id: 'aa', spans }))).toEqual({ request: 10, job: 40 });
  });
});

describe('the link to Jaeger', () => {
  const served = async (html: string): Promise<string> => {
    jaeger = createServer((_request, response) => response.end(html));
    await new Promise<void>((resolve) => jaeger?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(jaeger.address() as AddressInfo).port}`;
  };

  it('the link to Jaeger searches for the request where Jaeger serves pages of its own', async () => {
    const url = await served('<div id="jaeger-ui-root"></div>');
    const link = new URL((await findJaegerLink(url, requestId)) ?? '');
    expect(JSON.parse(link.searchParams.get('tags') ?? '')).toEqual({ 'request.id': requestId });
  });

  it('the link to Jaeger is absent where Jaeger was built without pages', async () => {
    expect(await findJaegerLink(await served('query API'), requestId)).toBeUndefined();
  });
});

describe('drawTraces', () => {
  it('drawTraces cuts a long statement to one short line', () => {
    const long = { 'db.query.text': `select\n  ${'a_column, '.repeat(30)}` };
    const one = {
      id: '1',
      parentId: undefined,
      service: 'rag-service',
      name: 'pg.query',
      startMicroseconds: begin,
      durationMicroseconds: 5,
      tags: long,
      events: [],
    };
    const line = drawTraces(requestId, [{ id: 'aa', spans: [one] }]).at(-1) ?? '';
    expect(line).toMatch(/ select a_column, .*…$/);
    expect(line.length).toBeLessThan(140);
  });
});
