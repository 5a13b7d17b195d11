import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const login = (headers = {}) => standIn.edge({ path: '/api/auth/login', body: '{}', headers });

describe('the request id', () => {
  it('is new for every request and reaches the client, the service and the log', async () => {
    const [first, second] = [await login(), await login()];
    const id = String(first.headers['x-request-id']);
    expect(id).toMatch(uuid);
    expect(second.headers['x-request-id']).not.toBe(id);
    expect(standIn.takeRecorded().map(({ headers }) => headers['x-request-id'])).toContain(id);
    expect(await standIn.logged(id)).toMatchObject({ requestId: id, route: '/api/auth/login', status: 200 });
  });

  it.each([randomUUID(), randomUUID().toUpperCase(), '6ba7b810-9dad-11d1-80b4-00c04fd430c8'])(
    'is the client’s own %s when well-formed',
    async (id) => {
      const reply = await login({ 'x-request-id': id });
      expect(reply.headers['x-request-id']).toBe(id);
      expect(standIn.takeRecorded()[0]?.headers['x-request-id']).toBe(id);
    },
  );

  it.each([
    ['a word', 'word'],
    ['empty', ''],
    ['a UUID and more', `${randomUUID()}-x`],
    ['a UUID in braces', `{${randomUUID()}}`],
    ['a UUID without dashes', randomUUID().replaceAll('-', '')],
    ['two UUIDs', `${randomUUID()}, ${randomUUID()}`],
    ['quotes and braces', '"}{"'],
    ['a kilobyte', 'a'.repeat(1_000)],
  ])('%s is replaced', async (_, id) => {
    const reply = await login({ 'x-request-id': id });
    expect(reply.headers['x-request-id']).toMatch(uuid);
    expect(reply.headers['x-request-id']).not.toBe(id);
    expect(standIn.takeRecorded()[0]?.headers['x-request-id']).toBe(reply.headers['x-request-id']);
  });

  it('is a fresh one when the client sends two', async () => {
    const ids = [randomUUID(), randomUUID()];
    const reply = await login({ 'x-request-id': ids });
    expect(reply.headers['x-request-id']).toMatch(uuid);
    expect(ids).not.toContain(reply.headers['x-request-id']);
    expect(standIn.takeRecorded()[0]?.headers['x-request-id']).toBe(reply.headers['x-request-id']);
  });

  it('is in the header and the body of a refusal', async () => {
    const id = randomUUID();
    const reply = await standIn.edge({ path: '/api/users/me', headers: { 'x-request-id': id } });
    expect(reply.status).toBe(401);
    expect(reply.headers['x-request-id']).toBe(id);
    expect(reply.problem().requestId).toBe(id);
  });

  it('belongs to the trace that the service continues', async () => {
    const reply = await login();
    const traceparent = String(standIn.takeRecorded()[0]?.headers.traceparent);
    const { trace_id } = await standIn.logged(String(reply.headers['x-request-id']));
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(traceparent.split('-')[1]).toBe(trace_id);
  });
});
