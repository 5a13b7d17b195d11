import { randomUUID } from 'node:crypto';
import { problemCatalogue } from '@ai-teacher/contracts/problem.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, askRaw, problemIn, type Reply } from '../support/ask.ts';
import { describeFamily } from '../support/attack-family.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const token = () => standIn.tokenFor(randomUUID());

/** The headers that every answer at the edge has for browsers. */
const security = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'Origin',
};

/** Headers that would reveal the server or a proxy. */
const fingerprints = ({ headers }: Reply): string[] =>
  Object.keys(headers).filter(
    (name) => ['server', 'via', 'x-powered-by'].includes(name) || name.startsWith('x-envoy'),
  );

/** The common form of the gateway's own answers. */
const expectProblem = (reply: Reply, code: keyof typeof problemCatalogue): void => {
  expect(reply.headers).toMatchObject({ ...security, 'cache-control': 'no-store' });
  expectBareProblem(reply, code);
};

/** The same at the mesh, which has no browsers. */
const expectBareProblem = (reply: Reply, code: keyof typeof problemCatalogue): void => {
  const problem = reply.problem();
  const { status, title } = problemCatalogue[code];
  expect(problem).toEqual({
    type: `urn:ai-teacher:problem:${code}`,
    title,
    status,
    code,
    requestId: problem.requestId,
  });
  expect(reply.status).toBe(status);
  expect(reply.headers['content-type']).toBe('application/problem+json');
  expect(reply.headers['x-request-id']).toBe(problem.requestId);
  expect(fingerprints(reply)).toEqual([]);
  if (status === 503) expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
};

/** The same for an answer over a raw socket. */
const parsed = (text: string): Reply => {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2))),
    text: body,
    milliseconds: 0,
    problem: () => problemIn(body),
  };
};
const raw = async (bytes: string): Promise<Reply> => parsed(await askRaw(standIn.edgePort, bytes));

describe('every error of the gateway itself is a problem with a request id', () => {
  it('the gateway answers 401 identity-missing without a token', async () => {
    const reply = await standIn.edge({ path: '/api/users/me' });
    expectProblem(reply, 'identity-missing');
    expect(reply.headers['www-authenticate']).toBe('Bearer');
  });

  it('the gateway answers 401 token-invalid for an invalid token', async () => {
    expectProblem(await standIn.edge({ path: '/api/users/me', token: 'a.b.c' }), 'token-invalid');
  });

  it('the gateway answers 404 not-found for an unlisted path', async () => {
    expectProblem(await standIn.edge({ path: '/api/nothing', token: token() }), 'not-found');
  });

  it.each(['TRACE', 'PROPFIND', 'PURGE'])(
    'the gateway answers 405 method-not-allowed with Allow for %s',
    async (method) => {
      const reply = await standIn.edge({ method, path: '/api/users/me', token: token() });
      expectProblem(reply, 'method-not-allowed');
      expect(reply.headers.allow).toBe('GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS');
      expect(standIn.takeRecorded()).toEqual([]);
    },
  );

  it.each([
    ['an escaped slash', '/api/users%2fme', {}],
    ['an escaped backslash', '/api/users%5cme', {}],
    ['an underscore in a header', '/api/users/me', { x_role: 'admin' }],
    ['an upgrade', '/api/users/me', { connection: 'upgrade', upgrade: 'websocket' }],
  ])('400 malformed-request for %s', async (_, path, headers) => {
    expectProblem(await standIn.edge({ path, headers, token: token() }), 'malformed-request');
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it.each([
    ['garbage', 'GARBAGE\r\n\r\n'],
    ['an unknown method', 'FROB /api/users/me HTTP/1.1\r\nhost: a\r\n\r\n'],
    ['HTTP/1.0', 'GET /api/users/me HTTP/1.0\r\n\r\n'],
    ['no host', 'GET /api/users/me HTTP/1.1\r\n\r\n'],
    [
      'two lengths',
      'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabc',
    ],
    [
      'a length that is not a number',
      'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-length: +3\r\n\r\nabc',
    ],
    [
      'a length and chunks',
      'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'an unknown transfer coding',
      'POST /api/auth/login HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n',
    ],
    ['a header without a name', 'GET /api/users/me HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n'],
    ['a blank before the colon', 'GET /api/users/me HTTP/1.1\r\nhost: a\r\nx-user-id : b\r\n\r\n'],
    ['NUL in a header', 'GET /api/users/me HTTP/1.1\r\nhost: a\r\nx-a: b\0c\r\n\r\n'],
    ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('400 malformed-request for %s', async (_, bytes) => {
    expectProblem(await raw(bytes), 'malformed-request');
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('the gateway answers 404 not-found for CONNECT', async () => {
    const reply = await raw('CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n');
    expectProblem(reply, 'not-found');
  });

  it('the gateway refuses an upgrade to h2c', async () => {
    const headers = {
      connection: 'upgrade, http2-settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAAP__',
    };
    expectProblem(await standIn.edge({ path: '/api/users/me', headers }), 'identity-missing');
    await standIn.edge({ path: '/api/users/me', headers, token: token() });
    expect(standIn.takeRecorded()[0]?.headers).not.toHaveProperty('upgrade');
  });

  it('the gateway answers 413 payload-too-large before the declared body is sent', async () => {
    const headers = { 'content-length': 100_000_000, expect: '100-continue' };
    const reply = await standIn.edge({ method: 'POST', path: '/api/auth/login', headers });
    expectProblem(reply, 'payload-too-large');
    const upload = { method: 'POST', path: '/api/rag/ingest', headers: { 'content-length': 26_000_000 } };
    expectProblem(await standIn.edge({ ...upload, token: token() }), 'payload-too-large');
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it.each([
    ['a header of 64 kB', { 'x-large': 'a'.repeat(64 * 1024) }],
    [
      'a hundred and fifty headers',
      Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x-${i}`, 'a'])),
    ],
    ['a cookie of 2 MB', { cookie: 'a'.repeat(2_000_000) }],
  ])('431 headers-too-large for %s', async (_, headers) => {
    expectProblem(
      await standIn.edge({ path: '/api/users/me', headers, token: token() }),
      'headers-too-large',
    );
  });

  it('the mesh listener answers 401 peer-not-allowed for a caller without a row in its table', async () => {
    const reply = await standIn.mesh('user', 'rag', { path: '/search', token: token() });
    expectBareProblem(reply, 'peer-not-allowed');
  });

  it('the gateway answers 503 upstream-unavailable with Retry-After when the service breaks the connection', async () => {
    standIn.services.exam.behave((request) => request.socket.destroy());
    const reply = await standIn.edge({ path: '/api/exams/generate', body: '{}', token: token() });
    standIn.services.exam.behave();
    expectProblem(reply, 'upstream-unavailable');
    expect(reply.headers['retry-after']).toBe('1');
  });

  it('the gateway answers 503 upstream-unavailable when the service sends no valid HTTP', async () => {
    standIn.services.exam.behave((request) => request.socket.end('nonsense\r\n\r\n'));
    const reply = await standIn.edge({ path: '/api/exams/generate', body: '{}', token: token() });
    standIn.services.exam.behave();
    expectProblem(reply, 'upstream-unavailable');
  });

  it('the gateway answers 504 deadline-exceeded when a read takes longer than 5 s', async () => {
    standIn.services.notification.behave(() => undefined);
    const reply = await standIn.edge({ path: '/api/notifications', token: token() });
    standIn.services.notification.behave();
    expectProblem(reply, 'deadline-exceeded');
    const { durationMs } = await standIn.logged(String(reply.headers['x-request-id']));
    expect(durationMs).toBeGreaterThanOrEqual(4_500);
  });

  it('the gateway answers 408 request-timeout when headers take longer than 10 s, and serves others meanwhile', async () => {
    const slow = Array.from({ length: 200 }, () => raw('GET /api/users/me HTTP/1.1\r\nhost: a\r\nx-slow: '));
    const other = await standIn.edge({ path: '/api/users/me', token: token() });
    expect(other.status).toBe(200);
    for (const reply of await Promise.all(slow)) expectProblem(reply, 'request-timeout');
  });
});

describe('the answer of a service', () => {
  it('passes with its own status, headers and body, without headers that reveal the gateway', async () => {
    standIn.services.user.behave((_, response) => {
      response.writeHead(409, {
        'content-type': 'application/problem+json',
        'x-own': 'yes',
        'cache-control': 'max-age=5',
        server: 'node',
        via: '1.1 inside',
        'x-powered-by': 'Koa',
        'x-envoy-upstream-service-time': '3',
        'x-frame-options': 'ALLOWALL',
      });
      response.end('{"own":true}');
    });
    const reply = await standIn.edge({ path: '/api/users/me', token: token() });
    standIn.services.user.behave();
    expect(reply).toMatchObject({ status: 409, text: '{"own":true}' });
    expect(reply.headers).toMatchObject({ ...security, 'x-own': 'yes', 'cache-control': 'max-age=5' });
    expect(fingerprints(reply)).toEqual([]);
  });

  it('gets the security headers also on a stream and on an unanswered preflight', async () => {
    standIn.services.chat.behave((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: 1\n\n');
    });
    const stream = await standIn.edge({ path: '/api/chat/chat', body: '{}', token: token() });
    standIn.services.chat.behave();
    const options = await standIn.edge({ method: 'OPTIONS', path: '/api/auth/login' });
    for (const reply of [stream, options]) {
      expect(reply.headers).toMatchObject(security);
      expect(fingerprints(reply)).toEqual([]);
    }
  });

  it('is marked no-store when the service sets no caching header', async () => {
    const reply = await standIn.edge({ path: '/api/users/me', token: token() });
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  it('the gateway’s admin pages are reachable on no port of its listeners', async () => {
    for (const path of ['/stats', '/config_dump', '/quitquitquit', '/ready'])
      expect((await ask(standIn.edgePort, { method: 'POST', path })).status).toBe(401);
  });
});

describe('every operation of the contracts', () => describeFamily('answer', () => standIn));
