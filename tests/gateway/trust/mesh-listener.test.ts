import { randomUUID } from 'node:crypto';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { needsUser, type Operation } from '@ai-teacher/contracts/operation.ts';
import { withParameters } from '@ai-teacher/contracts/path-template.ts';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const filled = (path: string): string => withParameters(path, () => randomUUID());
const between = allOperations.filter((op) => op.access.services !== undefined);
const callersOf = (op: Operation): readonly ServiceName[] => op.access.services ?? [];
const question = (op: Operation, token?: string) => ({
  method: op.method,
  path: filled(op.path),
  ...(op.method === 'GET' ? {} : { body: '{}' }),
  ...(token === undefined ? {} : { token }),
});
const search = (token?: string) => ({
  path: '/search',
  body: '{}',
  ...(token === undefined ? {} : { token }),
});

describe('the calling workload at the mesh listener', () => {
  it('cannot connect without a certificate', async () => {
    const { ca } = standIn.certificates.identity('chat');
    const asked = ask(standIn.meshPort, { path: '/search', as: { ca } as never });
    await expect(asked).rejects.toThrow(/certificate required|ECONNRESET|hang up|alert/i);
  });

  it('cannot connect with a certificate of a foreign authority', async () => {
    const as = { ...standIn.certificates.foreign('chat'), ca: standIn.certificates.identity('chat').ca };
    await expect(ask(standIn.meshPort, { path: '/search', as })).rejects.toThrow(
      /unknown ca|ECONNRESET|hang up|alert/i,
    );
  });

  it('gets no answer to plain HTTP', async () => {
    await expect(ask(standIn.meshPort, { path: '/search' })).rejects.toThrow();
  });

  it.each(between.map((op) => [`${op.service} ${op.method} ${op.path}`, op] as const))(
    '%s admits exactly the services that the contract names, under their own names',
    async (_, op) => {
      for (const caller of serviceNames) {
        const token = standIn.tokenFor(randomUUID());
        const reply = await standIn.mesh(caller, op.service, question(op, token));
        const seen = standIn.takeRecorded();
        if (callersOf(op).includes(caller)) {
          expect({ caller, status: reply.status }).toEqual({ caller, status: 200 });
          expect(seen[0]?.headers['x-forwarded-client-cert']).toMatch(
            new RegExp(`^By=spiffe://ai-teacher/mesh;Hash=[0-9a-f]{64};URI=spiffe://ai-teacher/${caller}$`),
          );
          expect(seen[0]?.peer).toContain('URI:spiffe://ai-teacher/mesh');
        } else {
          expect({ caller, code: reply.problem().code }).toEqual({ caller, code: 'peer-not-allowed' });
          expect(seen).toEqual([]);
        }
      }
    },
  );

  it('cannot claim the name of another workload', async () => {
    await standIn.mesh('chat', 'rag', {
      ...search(standIn.tokenFor(randomUUID())),
      headers: { 'x-forwarded-client-cert': 'By=spiffe://ai-teacher/mesh;URI=spiffe://ai-teacher/auth' },
    });
    const [seen] = standIn.takeRecorded();
    expect(seen?.headers['x-forwarded-client-cert']).toMatch(/;URI=spiffe:\/\/ai-teacher\/chat$/);
    expect(seen?.headers['x-forwarded-client-cert']).not.toContain('auth');
  });

  it.each(['gateway', 'mesh'] as const)('the identity %s is refused', async (name) => {
    const reply = await standIn.mesh('chat', 'rag', {
      ...search(standIn.tokenFor(randomUUID())),
      as: standIn.certificates.identity(name),
    });
    expect(reply.problem().code).toBe('peer-not-allowed');
  });

  it.each([
    ['an edge operation that no service may call', '/ingest'],
    ['a path without a service', '/nothing'],
    ['more than the path', '/search/x'],
    ['a path in other letters', '/SEARCH'],
  ])('%s is refused', async (_, path) => {
    const reply = await standIn.mesh('chat', 'rag', { path, token: standIn.tokenFor(randomUUID()) });
    expect(reply.problem().code).toBe('peer-not-allowed');
    expect(standIn.takeRecorded()).toEqual([]);
  });
});

describe('the user of a call at the mesh listener', () => {
  it('comes from the verified token and never from a header', async () => {
    const userId = randomUUID();
    const forged = { 'x-user-id': randomUUID(), 'x-user-role': 'admin', 'x-user-institution': 'x' };
    await standIn.mesh('chat', 'rag', { ...search(standIn.tokenFor(userId)), headers: forged });
    const [seen] = standIn.takeRecorded();
    expect(seen?.headers).toMatchObject({ 'x-user-id': userId, 'x-user-role': 'student' });
    expect(seen?.headers).not.toHaveProperty('x-user-institution');
  });

  it('is required: a call without a token is refused, whatever headers it has', async () => {
    const forged = { 'x-user-id': randomUUID(), 'x-user-role': 'admin' };
    const reply = await standIn.mesh('chat', 'rag', { ...search(), headers: forged });
    expect(reply.problem().code).toBe('identity-missing');
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('is refused with a token of another issuer', async () => {
    const reply = await standIn.mesh('chat', 'rag', search('a.b.c'));
    expect(reply.problem().code).toBe('token-invalid');
  });

  it.each(between.filter((op) => !needsUser(op)).map((op) => [`${op.service} ${op.path}`, op] as const))(
    '%s needs no user and receives none, however the caller writes the headers',
    async (_, op) => {
      const [caller] = callersOf(op);
      const forged = { 'x-user-id': randomUUID(), 'x-user-role': 'admin' };
      const reply = await standIn.mesh(caller as ServiceName, op.service, {
        ...question(op),
        headers: forged,
      });
      expect(reply.status).toBe(200);
      const headers = Object.keys(standIn.takeRecorded()[0]?.headers ?? {});
      expect(headers.filter((name) => name.startsWith('x-user-'))).toEqual([]);
    },
  );
});

describe('a call through the mesh listener', () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const along = {
    'x-request-id': randomUUID(),
    'x-deadline-ms': '1234',
    traceparent: `00-${trace}-b7ad6b7169203331-01`,
    baggage: `request.id=${randomUUID()}`,
  };

  it('keeps the request id, the deadline, the trace and the baggage of the caller', async () => {
    const reply = await standIn.mesh('exam', 'rag', {
      ...search(standIn.tokenFor(randomUUID())),
      headers: along,
    });
    const [seen] = standIn.takeRecorded();
    expect(reply.headers['x-request-id']).toBe(along['x-request-id']);
    expect(seen?.headers).toMatchObject({
      'x-request-id': along['x-request-id'],
      'x-deadline-ms': '1234',
      baggage: along.baggage,
    });
    expect(seen?.headers.traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    expect(seen?.headers.traceparent).not.toBe(along.traceparent);
  });

  it('is logged with caller and callee', async () => {
    const id = randomUUID();
    await standIn.mesh('exam', 'rag', {
      ...search(standIn.tokenFor(randomUUID())),
      headers: { 'x-request-id': id },
    });
    expect(await standIn.logged(id)).toMatchObject({
      listener: 'mesh',
      caller: 'spiffe://ai-teacher/exam',
      upstream: 'rag-service-mesh',
      route: '/search',
      status: 200,
    });
  });

  it('reaches the same service with a port in the host name', async () => {
    const headers = { host: 'rag-service:8443' };
    const reply = await standIn.mesh('chat', 'rag', { ...search(standIn.tokenFor(randomUUID())), headers });
    expect(reply.status).toBe(200);
  });
});
