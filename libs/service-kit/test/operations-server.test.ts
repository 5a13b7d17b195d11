import { once } from 'node:events';
import { Agent, get } from 'node:https';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Koa from 'koa';
import { watchTlsMaterial } from '../src/identity/tls-material.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';
import { createOperationsServer, type OperationsServer } from '../src/server/operations-server.ts';

type Answer = { status: number; connection: string | undefined; text: string };

const logger = createLogger({ service: 'operations-server-test', level: 'silent' });
let lifecycle: Lifecycle;
let operations: OperationsServer;
let balancer: Agent;
/** The answer that `/slow` waits for. */
let slow: PromiseWithResolvers<string>;

beforeEach(async () => {
  const certificates = await testCertificates();
  lifecycle = createLifecycle({ logger });
  const tls = watchTlsMaterial({ folder: certificates.folder('auth'), logger, lifecycle });
  slow = Promise.withResolvers();
  const app = new Koa();
  app.use(async (ctx) => {
    ctx.body = ctx.path === '/slow' ? await slow.promise : 'quick';
  });
  operations = createOperationsServer({ app, tls, stopSignal: lifecycle.stopSignal });
  await operations.listen(0, '127.0.0.1');
  balancer = new Agent({
    ...certificates.identity('gateway'),
    keepAlive: true,
    checkServerIdentity: () => undefined,
  });
});
afterEach(async () => {
  balancer.destroy();
  operations.server.closeAllConnections();
  await lifecycle.close();
  await operations.drain(0);
});

const ask = (path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { port } = operations.server.address() as AddressInfo;
    const asked = get({ host: '127.0.0.1', port, path, agent: balancer }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      resolve({ status: answer.statusCode ?? 0, connection: answer.headers.connection, text });
    });
    asked.once('error', reject);
  });
/** Begins the stop; the returned promise settles when the stop is complete. */
const stop = (graceSeconds = 10): Promise<void> => {
  lifecycle.onClose('operations server', () => operations.drain(graceSeconds));
  return lifecycle.close();
};
const isOver = (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([work.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);

describe('readiness on the port of the operations', () => {
  it('is answered before the app, and answers 503 from the first moment of the stop', async () => {
    expect(await ask('/readyz')).toEqual({ status: 200, connection: 'keep-alive', text: '' });
    const stopped = stop();
    expect(await ask('/readyz')).toEqual({ status: 503, connection: 'close', text: '' });
    await stopped;
  });
});

describe('new connections', () => {
  it('are accepted several in a turn of the event loop, so none waits behind all others', async () => {
    const { port } = operations.server.address() as AddressInfo;
    const count = 64;
    let accepted = 0;
    operations.server.on('connection', () => {
      accepted += 1;
    });
    const sockets = Array.from({ length: count }, () => connectTcp({ port, host: '127.0.0.1' }));
    let turns = 0;
    while (accepted < count) {
      await new Promise((resolve) => setImmediate(resolve));
      if (accepted > 0) turns += 1;
    }
    for (const socket of sockets) socket.destroy();
    // A single listening socket needs a turn for each connection. Only Linux has several listening sockets.
    expect(turns).toBeLessThan(process.platform === 'linux' ? count / 2 : 2 * count);
  });
});

describe('requests that Node refuses before the app sees them', () => {
  const answerTo = async (bytes: string): Promise<string> => {
    const { port } = operations.server.address() as AddressInfo;
    const { cert, key, ca } = (await testCertificates()).identity('gateway');
    const socket = connect({ port, host: '127.0.0.1', cert, key, ca, checkServerIdentity: () => undefined });
    socket.end(bytes);
    return readText(socket);
  };

  it.each([
    [
      'an unknown expectation',
      417,
      'expectation-failed',
      'GET /quick HTTP/1.1\r\nhost: a\r\nexpect: a miracle\r\n\r\n',
    ],
    ['no host', 400, 'malformed-request', 'GET /quick HTTP/1.1\r\n\r\n'],
    ['garbage', 400, 'malformed-request', 'GARBAGE\r\n\r\n'],
    ['an unknown method', 400, 'malformed-request', 'FROB /quick HTTP/1.1\r\nhost: a\r\n\r\n'],
    [
      'an odd length',
      400,
      'malformed-request',
      'POST /quick HTTP/1.1\r\nhost: a\r\ncontent-length: +3\r\n\r\nabc',
    ],
    [
      'large headers',
      431,
      'headers-too-large',
      `GET /quick HTTP/1.1\r\nhost: a\r\nx-long: ${'a'.repeat(90_000)}\r\n\r\n`,
    ],
  ])('for %s get %i %s with a request id', async (_what, status, code, bytes) => {
    const text = await answerTo(bytes);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    const problem = JSON.parse(body) as { status: number; code: string; requestId: string };
    expect(problem).toMatchObject({ status, code });
    expect(head).toContain(problem.requestId);
  });

  it('are not those of HTTP/1.0', async () => {
    expect(await answerTo('GET /quick HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 .*quick$/s);
  });
});

describe('a stop', () => {
  it('continues serving until the balancer has disconnected, and closes each connection with its answer', async () => {
    await ask('/quick');
    const stopped = stop();
    for (let count = 0; count < 5; count += 1)
      expect(await ask('/quick')).toEqual({ status: 200, connection: 'close', text: 'quick' });
    expect(await isOver(stopped)).toBe(false);
    await stopped;
    expect(operations.server.listening).toBe(false);
  });

  it('lets an answer in progress end and closes its connection', async () => {
    const arrived = once(operations.server, 'request');
    const answer = ask('/slow');
    await arrived;
    const stopped = stop();
    slow.resolve('at last');
    expect(await answer).toEqual({ status: 200, connection: 'close', text: 'at last' });
    await stopped;
  });

  it('waits at most 3 s for a balancer with an idle connection', async () => {
    await ask('/quick');
    const began = performance.now();
    await stop();
    expect(performance.now() - began).toBeGreaterThan(2_900);
  });

  it('cuts answers that have not ended when the grace period is over', async () => {
    const arrived = once(operations.server, 'request');
    const answer = ask('/slow');
    await arrived;
    const cut = expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
    await stop(0);
    await cut;
  });
});
