import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { operation } from '@ai-teacher/contracts/operation.ts';
import { streamFailure } from '@ai-teacher/contracts/problem.ts';
import { roles } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { serveApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { noRevocations } from '@ai-teacher/test-kit/identity/no-revocations.ts';
import { accessToken, aStudent, type TestUser, testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createRedis, type Redis } from '../src/clients/redis.ts';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createTokenVerifier } from '../src/identity/token-verifier.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { createApp } from '../src/server/create-app.ts';
import { openEventStream } from '../src/server/event-stream.ts';
import { wireRoute } from '../src/server/route.ts';
import { createProcessSlots, createSharedSlots } from '../src/streams/stream-slots.ts';

const events = { piece: z.strictObject({ text: z.string() }), error: streamFailure };
const stream = (operationId: string) =>
  operation({
    operationId,
    service: 'chat',
    summary: 'A stream of this test.',
    method: 'GET',
    path: `/${operationId}`,
    edgePath: `/api/${operationId}`,
    access: { edge: roles },
    success: { 200: null },
    stream: events,
    streamMode: 'only',
    problems: [],
  });
const quiet = stream('quiet');
const flood = stream('flood');
const download = operation({
  operationId: 'download',
  service: 'chat',
  summary: 'A file of this test, made while it is read.',
  method: 'GET',
  path: '/download',
  edgePath: '/api/download',
  access: { edge: roles },
  success: { 200: null },
  problems: [],
});

/** The pieces that the flood has sent, with all that waits in memory for its reader. */
let sent = 0;
const piece = { text: 'x'.repeat(16_384) };
const routes = [
  wireRoute(quiet, async (ctx, { signal }) => {
    const open = openEventStream(ctx, events);
    await open.send('piece', { text: 'first' });
    if (!signal.aborted) await once(signal, 'abort');
  }),
  wireRoute(
    download,
    async (ctx) => {
      ctx.status = 200;
      ctx.body = Readable.from(
        (async function* lines() {
          for (;;) {
            yield 'line\n';
            await pause(50);
          }
        })(),
      );
    },
    { deadlineSeconds: 300 },
  ),
  wireRoute(flood, async (ctx) => {
    const open = openEventStream(ctx, events);
    while (!open.closed()) {
      await open.send('piece', piece);
      sent += 1;
    }
  }),
];

const logger = createLogger({ service: 'streams-test', level: 'silent' });
const lifecycle = createLifecycle({ logger });
const endedSessions = new Set<string>();
let port: number;
let agent: Agent;
let one: Redis;
let two: Redis;

beforeAll(async () => {
  const certificates = await testCertificates();
  const tls = watchTlsMaterial({ folder: certificates.folder('chat'), logger, lifecycle });
  const verifyToken = createTokenVerifier({
    readKeySet: async () => (await testKeys()).keySet,
    revocations: noRevocations,
  });
  const streamLimits = { perProcess: 4, slots: createProcessSlots(2), slowReaderSeconds: 1 };
  const isSessionEnded = async (id: string) => endedSessions.has(id);
  const app = createApp({
    routes,
    operations: routes.map((line) => line.operation),
    kit: { logger, verifyToken, strict: true, streamLimits, isSessionEnded },
  });
  ({ port } = await serveApp({ app, tls, lifecycle }));
  agent = new Agent({ ...certificates.identity('gateway'), checkServerIdentity: () => undefined });
  const url = await redisUrl();
  one = await createRedis({ url, lifecycle, logger });
  two = await createRedis({ url, lifecycle, logger });
});
afterAll(async () => {
  agent.destroy();
  await lifecycle.close();
});

/** Opens a stream and returns when its headers have arrived; the body is read later, or never. */
const open = async (path: string, as: TestUser): Promise<IncomingMessage> => {
  const headers = {
    authorization: `Bearer ${await accessToken(as)}`,
    'x-user-id': as.userId,
    'x-user-role': as.role,
  };
  const outgoing = request({ host: '127.0.0.1', port, path, headers, agent }).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
};

const closeAll = async (answers: readonly IncomingMessage[]): Promise<void> => {
  for (const answer of answers) answer.destroy();
  const stranger = aStudent();
  // The places are free when a new stream is admitted.
  await waitUntil(
    async () => {
      const next = await open('/quiet', stranger);
      next.destroy();
      return next.statusCode === 200;
    },
    { what: 'a free place for a stream', timeoutSeconds: 10 },
  );
};

describe('the streams of an app', () => {
  it('are refused with 429 and Retry-After above the limit of a user, and with 503 above that of the process', async () => {
    const [a, b, c] = [aStudent(), aStudent(), aStudent()];
    const admitted = [];
    for (const user of [a, a, b, b]) admitted.push(await open('/quiet', user));
    expect(admitted.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    const third = await open('/quiet', c);
    expect(third.statusCode).toBe(503);
    expect(JSON.parse(await readText(third)).code).toBe('overloaded');
    admitted.pop()?.destroy();
    await waitUntil(
      async () => JSON.parse(await readText(await open('/quiet', a))).code === 'too-many-streams',
      {
        what: 'the refusal of the third stream of a user',
        timeoutSeconds: 10,
      },
    );
    const refused = await open('/quiet', a);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    refused.resume();
    await closeAll(admitted);
  });

  it('end with an error event when their session ends, and others continue', async () => {
    const [mine, other] = [aStudent(), aStudent()];
    const ending = await open('/quiet', mine);
    const staying = await open('/quiet', other);
    endedSessions.add(mine.sessionId);
    const text = await readText(ending);
    expect(text).toContain('event: error');
    expect(text).toContain('"code":"token-invalid"');
    expect(staying.readableEnded).toBe(false);
    await closeAll([staying]);
  });

  it('include downloads that last long: they break off when their session ends, and others continue', async () => {
    const [mine, other] = [aStudent(), aStudent()];
    const ending = await open('/download', mine);
    const staying = await open('/download', other);
    const broken = expect(readText(ending)).rejects.toThrow('aborted');
    endedSessions.add(mine.sessionId);
    await broken;
    const [line] = (await once(staying, 'data')) as [Buffer];
    expect(String(line)).toContain('line');
    staying.destroy();
  });

  it('hold a bounded number of events for a client that does not read, and end', async () => {
    sent = 0;
    const slow = await open('/flood', aStudent());
    slow.pause();
    const closed = once(slow, 'close').catch(() => undefined);
    await waitUntil(
      async () => {
        const before = sent;
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        return sent === before;
      },
      { what: 'the end of the flood', timeoutSeconds: 20 },
    );
    // As many bytes as fit into the buffers of two sockets, and fewer than the service could write in that
    // time.
    expect(sent * piece.text.length).toBeLessThan(32 * 1024 * 1024);
    let last = '';
    slow.on('error', () => undefined);
    slow.on('data', (bytes: Buffer) => {
      last = String(bytes).slice(-1_000);
    });
    slow.resume();
    await closed;
    // A reader that continues before the connection is closed learns the reason.
    expect(slow.complete ? last : 'deadline-exceeded').toContain('deadline-exceeded');
    await closeAll([]);
  });
});

describe('the shared places of a user', () => {
  const slotsOf = (redis: Redis) => createSharedSlots({ redis, name: 'test', limit: 3 });

  it('are counted over all replicas, and concurrent requests do not exceed them', async () => {
    const replicas = [slotsOf(one), slotsOf(two)];
    const taken = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => (replicas[index % 2] as (typeof replicas)[0]).take('kim')),
    );
    const places = taken.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(places).toHaveLength(3);
    for (const each of taken)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'too-many-streams' });
    places[0]?.();
    places[0]?.();
    const isFree = async (): Promise<boolean> => {
      const free = await slotsOf(two)
        .take('kim')
        .catch(() => undefined);
      free?.();
      return free !== undefined;
    };
    await waitUntil(isFree, { what: 'the place that was freed', timeoutSeconds: 10 });
    for (const free of places) free();
  });

  it('of a process that died are free when their lease has ended', async () => {
    await one.zadd('streams:test:lee', Date.now() - 1, 'a', Date.now() - 1, 'b', Date.now() - 1, 'c');
    const free = await slotsOf(two).take('lee');
    free();
  });

  it('are refused as unavailable when Redis does not answer', async () => {
    const own = createLifecycle({ logger });
    const closed = await createRedis({ url: await redisUrl(), lifecycle: own, logger });
    await own.close();
    await expect(slotsOf(closed).take('kim')).rejects.toMatchObject({ code: 'rate-limit-unavailable' });
  });
});
