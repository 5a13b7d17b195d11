import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask as askPort, type Reply, textOf } from '../support/ask.ts';
import { type StandInMesh, type Switch, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh({ proxied: true });
});
afterAll(() => standIn.stop());

const login = () => standIn.edge({ path: '/api/auth/login', body: '{}' });
const chat = () =>
  standIn.edge({ path: '/api/chat/chat', body: '{}', token: standIn.tokenFor(randomUUID()) });
const read = () => standIn.edge({ path: '/api/users/me', token: standIn.tokenFor(randomUUID()) });

const expectClosed = (reply: Reply): void => {
  expect(reply.status).toBe(503);
  expect(reply.problem().code).toBe('rate-limit-unavailable');
  expect(reply.headers['retry-after']).toBe('1');
};

const becomes = (status: number, ask: () => Promise<Reply>) =>
  waitUntil(async () => (await ask()).status === status, { what: `a ${status}`, timeoutSeconds: 15 });

/** Each way in which the counters can fail, with its remedy. */
const absences: [string, () => { away: () => Promise<void> | void; back: () => Promise<void> | void }][] = [
  ['Redis is gone', () => asAway(standIn.redis)],
  ['Redis hangs', () => asFrozen(standIn.redis)],
  ['Redis answers a second late', () => asSlow()],
  ['Redis answers errors', () => asErroring()],
  ['ratelimit is gone', () => asAway(standIn.counters)],
  ['ratelimit hangs', () => asFrozen(standIn.counters)],
];
const asAway = ({ off, on }: Switch) => ({ away: off, back: on });
const asFrozen = ({ freeze, thaw }: Switch) => ({ away: freeze, back: thaw });
const asSlow = () => ({
  away: () => standIn.redis.proxy?.feel('slow'),
  back: () => standIn.redis.proxy?.feel('well'),
});
/** Out of memory: as started, Redis evicts nothing, and answers every new count with an error. */
const asErroring = () => ({
  away: () => tellRedis('CONFIG SET maxmemory 1'),
  back: () => tellRedis('CONFIG SET maxmemory 0'),
});
const tellRedis = async (...commands: string[]): Promise<void> => {
  const socket = connect(standIn.redis.port, '127.0.0.1');
  socket.write([...commands, 'QUIT', ''].join('\r\n'));
  expect(await textOf(socket)).toBe('+OK\r\n'.repeat(commands.length + 1));
};

/** The number of requests for which the gateway received no count. */
const uncounted = async (): Promise<number> => {
  const { text } = await askPort(standIn.adminPort, { path: '/stats?filter=ratelimit.error$' });
  return [...text.matchAll(/: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
};

describe.each(absences)('while %s', (_, choose) => {
  beforeAll(async () => {
    await becomes(200, login);
    await choose().away();
    // Requests in flight at the failure may still be counted.
    await becomes(503, login);
    standIn.takeRecorded();
  });

  it('login and chat answer 503 with Retry-After, and never 429', async () => {
    for (const ask of [login, chat, login, chat]) {
      expectClosed(await ask());
    }
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('all other operations are answered', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, read));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(standIn.takeRecorded()).toHaveLength(20);
  });

  it('a metric counts each request that passed uncounted', async () => {
    const before = await uncounted();
    await login();
    await read();
    expect(await uncounted()).toBeGreaterThanOrEqual(before + 2);
  });

  it('counting resumes without intervention when the store is available again', async () => {
    await choose().back();
    await becomes(200, login);
    const token = standIn.tokenFor(randomUUID());
    const counts = () => standIn.edge({ path: '/api/users/me', token });
    // A clock minute may end in between; then the count restarts.
    const going = { what: 'a count that goes on', timeoutSeconds: 30 };
    await waitUntil(async () => {
      const [first, second] = [await counts(), await counts()].map(({ headers }) =>
        Number(headers['x-ratelimit-remaining']),
      );
      return second === (first ?? Number.NaN) - 1;
    }, going);
  });
});
