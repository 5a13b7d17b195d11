import { operation } from '@ai-teacher/contracts/operation.ts';
import { streamFailure } from '@ai-teacher/contracts/problem.ts';
import { shownText } from '@ai-teacher/contracts/text.ts';
import { roles } from '@ai-teacher/contracts/values.ts';
import type { AppClient } from '@ai-teacher/test-kit/app/app-client.ts';
import { activeMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import { serveApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { noRevocations } from '@ai-teacher/test-kit/identity/no-revocations.ts';
import { aStudent, testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type EntityManager } from '../src/database/database.ts';
import { Problem } from '../src/domain/problem.ts';
import type { UnitOfWork } from '../src/domain/unit-of-work.ts';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createTokenVerifier } from '../src/identity/token-verifier.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { createApp } from '../src/server/create-app.ts';
import { openEventStream } from '../src/server/event-stream.ts';
import { stoppingProblem } from '../src/server/grace-signal.ts';
import { type Route, route, wireRoute } from '../src/server/route.ts';

const declare = {
  service: 'auth',
  summary: 'of this test',
  method: 'GET',
  access: { edge: roles },
  problems: [],
} as const;
const shape = z.strictObject({ word: z.string() });
const overshare = operation({
  ...declare,
  operationId: 'overshare',
  path: '/overshare',
  edgePath: '/x/a',
  success: { 200: shape },
});
const improvise = operation({
  ...declare,
  operationId: 'improvise',
  path: '/improvise',
  edgePath: '/x/b',
  success: { 200: shape },
});
const unaddressed = operation({
  ...declare,
  operationId: 'unaddressed',
  path: '/unaddressed',
  edgePath: '/x/unaddressed',
  success: { 200: shape },
  successHeaders: ['location'],
});
const crash = operation({
  ...declare,
  operationId: 'crash',
  path: '/crash',
  edgePath: '/x/c',
  success: { 200: shape },
});
const dawdle = operation({
  ...declare,
  operationId: 'dawdle',
  path: '/dawdle',
  edgePath: '/x/d',
  success: { 200: shape },
});
const numbers = { number: z.strictObject({ value: z.int() }), error: streamFailure };
const count = operation({
  ...declare,
  operationId: 'count',
  path: '/count',
  edgePath: '/x/e',
  success: { 200: null },
  stream: numbers,
  streamMode: 'only',
});

const whence = operation({
  ...declare,
  operationId: 'whence',
  path: '/whence',
  edgePath: '/x/h',
  access: { edge: roles, services: ['chat'] },
  success: { 200: shape },
});
const watch = operation({
  ...declare,
  operationId: 'watch',
  path: '/watch',
  edgePath: '/x/f',
  success: { 200: null },
  stream: numbers,
  streamMode: 'only',
});
const ponder = operation({
  ...declare,
  operationId: 'ponder',
  path: '/ponder',
  edgePath: '/x/g',
  access: { edge: roles, services: ['chat'] },
  success: { 200: shape },
});

const said = z.strictObject({ word: shownText() });
const say = operation({
  ...declare,
  operationId: 'say',
  path: '/say',
  edgePath: '/x/i',
  access: { edge: roles, services: ['chat'] },
  success: { 200: said },
});
const speech = { said, error: streamFailure };
const speak = operation({
  ...declare,
  operationId: 'speak',
  path: '/speak',
  edgePath: '/x/j',
  access: { edge: roles, services: ['chat'] },
  success: { 200: null },
  stream: speech,
  streamMode: 'only',
});
/** Admits any text, as a contract with a gap would. */
const store = operation({
  ...declare,
  operationId: 'store',
  path: '/store',
  edgePath: '/x/k',
  query: z.strictObject({ sql: z.string(), value: z.string() }),
  success: { 200: shape },
});

const left = Promise.withResolvers<unknown>();
const watched = Promise.withResolvers<void>();
const pondered = Promise.withResolvers<void>();
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const attack = '<img src=x onerror=alert(1)> ![x](https://evil.example)';
let database: OwnDatabase;
let unitOfWork: UnitOfWork<EntityManager>;

const lines: Route[] = [
  route(
    say,
    async () => ({ word: attack }),
    (same) => same,
  ),
  wireRoute(speak, async (ctx) => {
    const events = openEventStream(ctx, speech);
    await events.send('said', { word: attack });
    await events.send('error', { problem: new Problem('conflict', { detail: attack }).toBody('id') });
    events.end();
  }),
  route(
    store,
    async ({ query: { sql, value } }) => {
      for (const readOnly of [true, false])
        await unitOfWork.run((em) => em.execute(sql, [value]), { readOnly });
      return { word: 'stored' };
    },
    (same) => same,
  ),
  route(
    unaddressed,
    async () => undefined,
    () => ({ word: '' }),
  ),
  route(
    overshare,
    async () => ({ word: 'fine', passwordHash: 'secret' }),
    (both) => both,
  ),
  route(
    improvise,
    async () => {
      throw new Problem('conflict');
    },
    () => ({ word: '' }),
  ),
  route(
    crash,
    async () => {
      throw new Error('relation "account" does not exist');
    },
    () => ({ word: '' }),
  ),
  route(
    dawdle,
    async ({ signal }) => {
      await untilAborted(signal).catch((reason) => {
        left.resolve(reason);
        throw reason;
      });
      return { word: 'never' };
    },
    (same) => same,
    { deadlineSeconds: 1 },
  ),
  route(
    whence,
    async ({ clientAddress, userAgent }) => ({ word: `${clientAddress} ${userAgent}` }),
    (same) => same,
  ),
  wireRoute(count, async (ctx) => {
    const events = openEventStream(ctx, numbers);
    await events.send('number', { value: 1 });
    await events.send('number', { value: 2 });
    events.end();
  }),
  wireRoute(watch, async (ctx, { signal }) => {
    const events = openEventStream(ctx, numbers);
    await events.send('number', { value: 1 });
    watched.resolve();
    await untilAborted(signal).catch(() => undefined);
    await events.send('number', { value: 2 });
  }),
  route(
    ponder,
    async ({ signal }) => {
      pondered.resolve();
      return untilAborted(signal);
    },
    (same) => same,
  ),
];

const logger = createLogger({ service: 'pipeline-test', level: 'silent' });
const lifecycle = createLifecycle({ logger });
const graceSignal = new AbortController();
let client: AppClient;

beforeAll(async () => {
  database = await createTestDatabase('auth');
  unitOfWork = createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork(
    (em: EntityManager) => em,
  );
  const tls = watchTlsMaterial({ folder: (await testCertificates()).folder('auth'), logger, lifecycle });
  const verifyToken = createTokenVerifier({
    readKeySet: async () => (await testKeys()).keySet,
    revocations: noRevocations,
  });
  const app = createApp({
    routes: lines,
    operations: lines.map((line) => line.operation),
    kit: { logger, verifyToken, strict: true, graceSignal: graceSignal.signal },
  });
  client = await serveApp({ app, tls, lifecycle });
});
afterAll(async () => {
  await lifecycle.close();
  await database.drop();
});

describe('a field of the query that the operation does not know', () => {
  it('is refused by an operation with a query, with its pointer', async () => {
    const query = { sql: 'select 1 where ? is not null', value: 'a', revision: 'r1' };
    const { status, body } = await client.call(store, { as: aStudent(), query });
    expect({ status, pointers: body.errors.map(({ pointer }: { pointer: string }) => pointer) }).toEqual({
      status: 422,
      pointers: ['/query/revision'],
    });
  });

  it('is ignored by an operation without a query', async () => {
    expect((await client.call(say, { as: aStudent(), query: { revision: 'r1' } })).status).toBe(200);
  });
});

describe('text that leaves', () => {
  it.each([say, speak])('is inert in $operationId for a client, and unchanged for a service', async (op) => {
    const as = aStudent();
    const shown = await client.call(op, { as });
    expect(shown.text).toContain('‹img src=x onerror=alert(1)> ! [x] (https:// evil.example)');
    expect(shown.text).not.toMatch(activeMarkup);
    const passed = await client.call(op, { as, from: 'chat' });
    expect(passed.text).toContain(attack);
  });

  it('must have a schema that can be made inert, otherwise the app does not start', () => {
    const opaque = operation({
      ...declare,
      operationId: 'opaque',
      path: '/o',
      edgePath: '/x/l',
      success: { 200: z.unknown() },
    });
    const routes = [
      route(
        opaque,
        async () => 1,
        (same) => same,
      ),
    ];
    const kit = { logger, verifyToken: async () => Promise.reject(new Error('unused')) };
    expect(() => createApp({ routes, operations: [opaque], kit })).toThrow('unknown');
  });
});

describe('a value that PostgreSQL refuses', () => {
  it.each([
    ['a NUL', 'select ?::text', 'a\u0000b'],
    ['a NUL in JSON', 'select ?::jsonb', '"\\u0000"'],
    ['a number out of range', 'select ?::int', '9007199254740991'],
    ['a text that is no date', 'select ?::date', 'yesterday-ish'],
  ])('is answered with 422 and errors: %s', async (_what, sql, value) => {
    const { body } = await client.call(store, { as: aStudent(), query: { sql, value } });
    expect(body).toMatchObject({
      status: 422,
      code: 'input-invalid',
      errors: [{ pointer: '', message: 'contains text or a number that cannot be stored' }],
    });
  });

  it('is answered with 500 when a rule of the database refuses the row, because the rule is ours', async () => {
    await readRows(database.url, "create table rule (word text check (word <> 'bad'))");
    const query = { sql: 'insert into rule values (?)', value: 'bad' };
    expect((await client.call(store, { as: aStudent(), query })).body.code).toBe('internal-error');
    expect((await client.call(store, { as: aStudent(), query: { ...query, value: 'good' } })).status).toBe(
      200,
    );
  });
});

describe('an answer', () => {
  it('is not sent when it has a field that its contract does not name', async () => {
    const answer = await client.call(overshare, { as: aStudent() });
    expect(answer.body).toMatchObject({ status: 500, code: 'internal-error' });
    expect(answer.text).not.toContain('secret');
  });

  it('becomes a 500 when its contract does not declare the problem', async () => {
    expect((await client.call(improvise, { as: aStudent() })).status).toBe(500);
  });

  it('becomes a 500 when the answer lacks a header of its contract', async () => {
    expect((await client.call(unaddressed, { as: aStudent() })).status).toBe(500);
  });

  it('reveals no internals after an unexpected error', async () => {
    const answer = await client.call(crash, { as: aStudent() });
    expect(answer.body).toEqual({
      type: 'urn:ai-teacher:problem:internal-error',
      title: 'An internal error occurred',
      status: 500,
      code: 'internal-error',
      requestId: answer.headers['x-request-id'],
    });
  });

  it.each(['rate-limited', 'overloaded'] as const)('always has Retry-After for %s', (code) => {
    expect(new Problem(code).retryAfterSeconds).toBeGreaterThanOrEqual(1);
    expect(new Problem(code, { retryAfterSeconds: 40 }).retryAfterSeconds).toBe(40);
  });

  it('is a 504 after the deadline, and the signal of the work is aborted', async () => {
    expect((await client.call(dawdle, { as: aStudent() })).body.code).toBe('deadline-exceeded');
    expect(await left.promise).toMatchObject({ name: 'TimeoutError' });
  });
});

describe('a deadline', () => {
  it('of a calling service also ends the work of the called service', async () => {
    const headers = { 'x-deadline-ms': '200' };
    const answer = await client.call(ponder, { as: aStudent(), from: 'chat', headers });
    expect(answer.body).toMatchObject({ status: 504, code: 'deadline-exceeded' });
  });

  it('is ignored when a client of the edge announces it', async () => {
    const answer = await client.call(overshare, { as: aStudent(), headers: { 'x-deadline-ms': '1' } });
    expect(answer.body.code).toBe('internal-error');
  });
});

describe('a request id', () => {
  it('is retained when well-formed and replaced otherwise', async () => {
    const id = '5f0c7a52-7f5f-4c59-9c5c-0a4b8a6d1e11';
    const kept = await client.call(count, { as: aStudent(), headers: { 'x-request-id': id } });
    expect(kept.headers['x-request-id']).toBe(id);
    const made = await client.call(count, { as: aStudent(), headers: { 'x-request-id': 'x"y' } });
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the address of a client', () => {
  const told = async (address: string, from?: 'chat') => {
    const headers = { 'x-client-address': address };
    const request = { as: aStudent(), headers, ...(from === undefined ? {} : { from }) };
    return (await client.call(whence, request)).body.word.split(' ')[0];
  };

  it('is the address that the gateway’s edge reports', async () => {
    expect(await told('203.0.113.7')).toBe('203.0.113.7');
    expect(await told('2001:db8::7')).toBe('2001:db8::7');
  });

  it.each(['', 'somewhere', '203.0.113.7, 203.0.113.8', '203.0.113.7:443', 'a'.repeat(2_000)])(
    'is unknown when %j stands in its place',
    async (odd) => {
      expect(await told(odd)).toBe('undefined');
    },
  );

  it('is ignored when another service reports it', async () => {
    expect(await told('203.0.113.7', 'chat')).toBe('undefined');
  });
});

describe('the User-Agent of a client', () => {
  const claimed = async (userAgent: string | undefined, from?: 'chat') => {
    const headers = { 'user-agent': userAgent };
    const request = { as: aStudent(), headers, ...(from === undefined ? {} : { from }) };
    return (await client.call(whence, request)).body.word.split(' ').at(-1);
  };

  it('is known when the gateway’s edge passes it on, and unknown without one or from another service', async () => {
    expect(await claimed('Firefox/140.0')).toBe('Firefox/140.0');
    expect(await claimed(undefined)).toBe('undefined');
    expect(await claimed('')).toBe('undefined');
    expect(await claimed('Firefox/140.0', 'chat')).toBe('undefined');
  });
});

describe('an event stream', () => {
  it('numbers its events, and ends', async () => {
    const answer = await client.call(count, { as: aStudent() });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.text).toBe(
      'id: 1\nevent: number\ndata: {"value":1}\n\nid: 2\nevent: number\ndata: {"value":2}\n\n',
    );
  });
});

describe('the mesh identity', () => {
  it('is refused when X-Forwarded-Client-Cert has a second element', async () => {
    const answer = await client.call(count, {
      as: aStudent(),
      from: 'chat',
      headers: { 'x-forwarded-client-cert': 'URI=spiffe://ai-teacher/chat,URI=spiffe://ai-teacher/auth' },
    });
    expect(answer.body.code).toBe('peer-not-allowed');
  });
});

describe('when the service stops and the grace period is over', () => {
  it('a stream ends with an `error` event and an answer with a 503, and nothing follows them', async () => {
    const stream = client.call(watch, { as: aStudent() });
    const answer = client.call(ponder, { as: aStudent() });
    await Promise.all([watched.promise, pondered.promise]);
    graceSignal.abort(stoppingProblem());
    const { text, headers } = await stream;
    const problem = {
      type: 'urn:ai-teacher:problem:upstream-unavailable',
      title: 'A required part of the system is not available',
      status: 503,
      code: 'upstream-unavailable',
      detail: 'This replica is stopping. Ask again.',
      requestId: headers['x-request-id'],
    };
    expect(text).toBe(
      `id: 1\nevent: number\ndata: {"value":1}\n\nid: 2\nevent: error\ndata: ${JSON.stringify({ problem })}\n\n`,
    );
    expect(await answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      body: { code: 'upstream-unavailable' },
    });
  });
});
