import { randomUUID } from 'node:crypto';
import { forgedHeaders } from '@ai-teacher/attack/tricks/identity.ts';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { withParameters } from '@ai-teacher/contracts/path-template.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFamily } from '../support/attack-family.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

let standIn: StandInMesh;
beforeAll(async () => {
  standIn = await startStandInMesh();
});
afterAll(() => standIn.stop());

const victim = forgedHeaders['x-user-id'];
const trace = forgedHeaders.traceparent.split('-')[1];

const filled = (path: string): string => withParameters(path, () => randomUUID());
const onEdge = allOperations.filter((op) => op.edgePath !== undefined);
const named = (ops: readonly Operation[]) => ops.map((op) => [`${op.method} ${op.edgePath}`, op] as const);

/** Sends the operation with every forged header and returns the request that its service received. */
const forge = async (op: Operation, token?: string) => {
  const reply = await standIn.edge({
    method: op.method,
    path: filled(op.edgePath ?? ''),
    headers: forgedHeaders,
    ...(token === undefined ? {} : { token }),
    ...(op.method === 'GET' ? {} : { body: '{}' }),
  });
  return { reply, recorded: standIn.takeRecorded() };
};

const expectNothingForged = (headers: Record<string, unknown>): void => {
  const kept = Object.entries(forgedHeaders).filter(([name]) => !['x-user-id', 'X-USER-ROLE'].includes(name));
  for (const [name, value] of kept) expect({ name, value: headers[name] }).not.toEqual({ name, value });
  expect(headers['x-user-roles']).toBeUndefined();
  expect(headers['x-forwarded-client-cert']).toBeUndefined();
  expect(headers['x-deadline-ms']).toBeUndefined();
  expect(headers.baggage).toBeUndefined();
  expect(headers.traceparent).not.toContain(trace);
};

describe('identity headers of a client', () => {
  it.each(named(onEdge))('%s with a token: the service receives the token’s user', async (_, op) => {
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
    '%s without a token answers 401 and does not reach the service',
    async (_, op) => {
      const { reply, recorded } = await forge(op);
      expect(reply.status).toBe(401);
      expect(reply.problem().code).toBe('identity-missing');
      expect(recorded).toEqual([]);
    },
  );

  it.each(named(onEdge.filter((op) => op.access.edge === 'public')))(
    '%s without a token: the service receives no user',
    async (_, op) => {
      const { recorded } = await forge(op);
      expect(recorded).toHaveLength(1);
      expectNothingForged(recorded[0]?.headers ?? {});
      expect(Object.keys(recorded[0]?.headers ?? {}).filter((name) => name.startsWith('x-user-'))).toEqual(
        [],
      );
    },
  );

  it('arrive once, with the token’s value, when the client repeats them', async () => {
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

  it('never change the client address: the service receives the peer’s', async () => {
    await standIn.edge({
      path: '/api/auth/login',
      body: '{}',
      headers: { 'x-forwarded-for': '1.2.3.4' },
      from: '127.0.3.7',
    });
    expect(standIn.takeRecorded()[0]?.headers['x-forwarded-for']).toBe('127.0.3.7');
  });

  it('never change the certificate: the gateway calls services with its edge certificate', async () => {
    await standIn.edge({ path: '/api/users/me', token: standIn.tokenFor(randomUUID()) });
    expect(standIn.takeRecorded()[0]?.peer).toContain('URI:spiffe://ai-teacher/gateway');
  });

  it('leave the token in place, for the service to verify again', async () => {
    const token = standIn.tokenFor(randomUUID());
    await standIn.edge({ path: '/api/users/me', token });
    expect(standIn.takeRecorded()[0]?.headers.authorization).toBe(`Bearer ${token}`);
  });
});

describe('every operation of the contracts', () => describeFamily('identity', () => standIn));
