import { randomUUID } from 'node:crypto';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandInMesh, startStandInMesh } from './stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const victim = randomUUID();
/** Everything by which a client might say who it is, who calls, or how long it may take. */
const forged = {
  'x-user-id': victim,
  'X-USER-ROLE': 'admin',
  'x-user-roles': 'admin',
  'x-user-institution': randomUUID(),
  'x-forwarded-client-cert': 'URI=spiffe://ai-teacher/chat',
  'x-forwarded-for': '10.0.0.1',
  'x-forwarded-host': 'evil.example',
  'x-real-ip': '10.0.0.1',
  'x-client-address': '10.0.0.1',
  'x-envoy-internal': 'true',
  'x-envoy-original-path': '/internal/events',
  'x-original-url': '/internal/events',
  'x-rewrite-url': '/internal/events',
  'x-http-method-override': 'DELETE',
  'x-deadline-ms': '999999',
  baggage: 'request.id=forged',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=forged',
};
const trace = forged.traceparent.split('-')[1];

const filled = (path: string): string => path.replaceAll(/\{\w+\}/g, randomUUID());
const onEdge = allOperations.filter((op) => op.edgePath !== undefined);
const named = (ops: readonly Operation[]) => ops.map((op) => [`${op.method} ${op.edgePath}`, op] as const);

/** Sends the operation with every forged header, and gives what its service saw. */
const forge = async (op: Operation, token?: string) => {
  const reply = await standIn.edge({
    method: op.method,
    path: filled(op.edgePath ?? ''),
    headers: forged,
    ...(token === undefined ? {} : { token }),
    ...(op.method === 'GET' ? {} : { body: '{}' }),
  });
  return { reply, recorded: standIn.takeRecorded() };
};

const expectNothingForged = (headers: Record<string, unknown>): void => {
  const kept = Object.entries(forged).filter(([name]) => !['x-user-id', 'X-USER-ROLE'].includes(name));
  for (const [name, value] of kept) expect({ name, value: headers[name] }).not.toEqual({ name, value });
  expect(headers['x-user-roles']).toBeUndefined();
  expect(headers['x-forwarded-client-cert']).toBeUndefined();
  expect(headers['x-deadline-ms']).toBeUndefined();
  expect(headers.baggage).toBeUndefined();
  expect(headers.traceparent).not.toContain(trace);
};

describe('no header of a client changes who a service thinks the user is', () => {
  it.each(named(onEdge))('%s with a token: the service sees the token’s user', async (_, op) => {
    const userId = randomUUID();
    const { reply, recorded } = await forge(op, standIn.tokenFor(userId));
    expect(reply.status).toBe(200);
    expect(recorded).toHaveLength(1);
    const headers = recorded[0]?.headers ?? {};
    expectNothingForged(headers);
    expect(recorded[0]).toMatchObject({ service: op.service, method: op.method });
    if (op.access.edge === 'public') {
      expect(headers['x-user-id']).toBeUndefined();
      expect(headers['x-user-role']).toBeUndefined();
    } else expect(headers).toMatchObject({ 'x-user-id': userId, 'x-user-role': 'student' });
  });

  it.each(named(onEdge.filter((op) => op.access.edge !== 'public')))(
    '%s without a token: 401, and the service is not reached',
    async (_, op) => {
      const { reply, recorded } = await forge(op);
      expect(reply.status).toBe(401);
      expect(reply.problem().code).toBe('identity-missing');
      expect(recorded).toEqual([]);
    },
  );

  it.each(named(onEdge.filter((op) => op.access.edge === 'public')))(
    '%s without a token: the service sees nobody',
    async (_, op) => {
      const { recorded } = await forge(op);
      expect(recorded).toHaveLength(1);
      expectNothingForged(recorded[0]?.headers ?? {});
      expect(Object.keys(recorded[0]?.headers ?? {}).filter((name) => name.startsWith('x-user-'))).toEqual(
        [],
      );
    },
  );

  it('a repeated identity header arrives once, with the token’s value', async () => {
    const userId = randomUUID();
    await standIn.edge({
      path: '/api/users/me',
      token: standIn.tokenFor(userId),
      headers: { 'x-user-id': [victim, victim], 'x-user-role': ['admin', 'teacher'] },
    });
    const [seen] = standIn.takeRecorded();
    const names = seen?.rawHeaders.filter((_, index) => index % 2 === 0) ?? [];
    expect(names.filter((name) => name.toLowerCase() === 'x-user-id')).toHaveLength(1);
    expect(seen?.headers).toMatchObject({ 'x-user-id': userId, 'x-user-role': 'student' });
  });

  it.each(['x_user_id', 'X-User_Id'])(
    '%s, which some servers read as x-user-id, is refused',
    async (name) => {
      const reply = await standIn.edge({
        path: '/api/users/me',
        token: standIn.tokenFor(randomUUID()),
        headers: { [name]: victim },
      });
      expect(reply.status).toBe(400);
      expect(standIn.takeRecorded()).toEqual([]);
    },
  );

  it('the client address that a service sees is the peer’s', async () => {
    await standIn.edge({
      path: '/api/auth/login',
      body: '{}',
      headers: { 'x-forwarded-for': '1.2.3.4' },
      from: '127.0.3.7',
    });
    expect(standIn.takeRecorded()[0]?.headers['x-forwarded-for']).toBe('127.0.3.7');
  });

  it('services are called with the gateway’s edge certificate', async () => {
    await standIn.edge({ path: '/api/users/me', token: standIn.tokenFor(randomUUID()) });
    expect(standIn.takeRecorded()[0]?.peer).toContain('URI:spiffe://ai-teacher/gateway');
  });

  it('the token travels on, for the service to verify again', async () => {
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({ path: '/api/users/me', token });
    expect(standIn.takeRecorded()[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });
});
