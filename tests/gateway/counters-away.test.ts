import { randomUUID } from 'node:crypto';
import { waitUntil } from '@ai-teacher/local-mesh/wait-until.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reply } from './ask.ts';
import { type StandInMesh, type Switch, startStandInMesh } from './stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
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

/** Each way in which the counters can be missing, and what brings them back. */
const absences: [string, () => { away: () => Promise<void> | void; back: () => Promise<void> | void }][] = [
  ['Redis is gone', () => asAway(standIn.redis)],
  ['Redis hangs', () => asFrozen(standIn.redis)],
  ['ratelimit is gone', () => asAway(standIn.counters)],
  ['ratelimit hangs', () => asFrozen(standIn.counters)],
];
const asAway = ({ off, on }: Switch) => ({ away: off, back: on });
const asFrozen = ({ freeze, thaw }: Switch) => ({ away: freeze, back: thaw });

describe.each(absences)('while %s', (_, choose) => {
  beforeAll(async () => {
    await becomes(200, login);
    await choose().away();
    // Requests that were on their way when it went away may still be counted.
    await becomes(503, login);
    standIn.takeRecorded();
  });
  afterAll(async () => {
    await choose().back();
    await becomes(200, login);
  });

  it('login and chat are refused within 250 ms, with a time to come back, and never as "too many"', async () => {
    for (const ask of [login, chat, login, chat]) {
      const reply = await ask();
      expectClosed(reply);
      // As the gateway measured it: a busy test machine is not what is meant.
      const { durationMs } = await standIn.logged(String(reply.headers['x-request-id']));
      expect(durationMs).toBeLessThan(250);
    }
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('everything else goes on', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, read));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(standIn.takeRecorded()).toHaveLength(20);
  });
});
