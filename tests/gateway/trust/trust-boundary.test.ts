/** @mesh shared */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import { createEdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import type { IdentityName } from '@ai-teacher/local-mesh/plan/identities.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ask, type Question, type Reply } from '../support/ask.ts';

jest.setTimeout(120_000);

let mesh: RunningMesh;
let student: { token: string; refreshToken: string; id: string };
beforeAll(async () => {
  mesh = await runningMesh();
  const { answer } = await createEdgeClient({ gatewayUrl: mesh.gatewayUrl }).call(signIn, {
    body: mesh.credentials.student,
  });
  const me = await edge({ path: '/api/users/me', token: answer.accessToken });
  const { id } = JSON.parse(me.text) as { id: string };
  student = { token: answer.accessToken, refreshToken: answer.refreshToken, id };
});

const edge = (question: Question): Promise<Reply> => ask(Number(new URL(mesh.gatewayUrl).port), question);
const portOf = (service: ServiceName, port: 'service' | 'probe'): number =>
  mesh.addresses.ports[service]?.[port] ?? 0;
/** Straight to a service, past the gateway, as one of the mesh's identities. */
const direct = (service: ServiceName, as: IdentityName, question: Question): Promise<Reply> =>
  ask(portOf(service, 'service'), { ...question, as: mesh.identity(as) });

const filled = (path: string): string => path.replaceAll(/\{\w+\}/g, randomUUID());
const questionOf = (op: Operation, path: string): Question => ({
  method: op.method,
  path: filled(path),
  ...(op.method === 'GET' || op.method === 'DELETE'
    ? {}
    : { body: '{}', headers: { 'content-type': 'application/json' } }),
});
const forUsers = allOperations.filter((op) => op.edgePath !== undefined && op.access.edge !== 'public');
const named = (ops: readonly Operation[]) =>
  ops.map((op) => [`${op.service} ${op.method} ${op.path}`, op] as const);

describe('straight to a service', () => {
  it.each(serviceNames)('%s: without a certificate there is no connection', async (service) => {
    const { ca } = mesh.identity('gateway');
    const asked = ask(portOf(service, 'service'), { path: '/', as: { ca } as never });
    await expect(asked).rejects.toThrow(/certificate required|ECONNRESET|hang up|alert/i);
  });

  it.each(serviceNames)(
    '%s: with a certificate of a foreign authority there is none either',
    async (service) => {
      const foreign = (await testCertificates()).foreign('gateway');
      const as = { ...foreign, ca: mesh.identity('gateway').ca };
      await expect(ask(portOf(service, 'service'), { path: '/', as })).rejects.toThrow(
        /unknown ca|ECONNRESET|hang up|alert/i,
      );
    },
  );

  it.each(serviceNames)('%s: plain HTTP is not answered', async (service) => {
    await expect(ask(portOf(service, 'service'), { path: '/' })).rejects.toThrow();
  });

  it.each(named(allOperations))('%s: with a neighbour’s certificate nothing is done', async (_, op) => {
    const neighbour = op.service === 'chat' ? 'exam' : 'chat';
    const reply = await direct(op.service, neighbour, {
      ...questionOf(op, op.path),
      token: student.token,
      headers: {
        'content-type': 'application/json',
        'x-user-id': student.id,
        'x-user-role': 'student',
        'x-forwarded-client-cert': 'By=spiffe://ai-teacher/mesh;Hash=a;URI=spiffe://ai-teacher/auth',
      },
    });
    expect(reply.status).toBe(401);
    expect(reply.problem().code).toBe('peer-not-allowed');
  });

  it.each(serviceNames)('%s: the port of the probes serves no operation', async (service) => {
    for (const op of allOperations.filter((each) => each.service === service))
      expect((await ask(portOf(service, 'probe'), questionOf(op, op.path))).status).toBe(404);
  });
});

describe('with the gateway’s own certificate a service still asks who the user is', () => {
  const role = 'student';
  const cases: [string, string, () => { token?: string; headers: Record<string, string> }][] = [
    ['a token without the headers', 'identity-missing', () => ({ token: student.token, headers: {} })],
    [
      'the headers without a token',
      'identity-missing',
      () => ({ headers: { 'x-user-id': student.id, 'x-user-role': role } }),
    ],
    [
      'a token with one of the headers',
      'identity-missing',
      () => ({ token: student.token, headers: { 'x-user-id': student.id } }),
    ],
    [
      'another user in the header',
      'identity-mismatch',
      () => ({ token: student.token, headers: { 'x-user-id': randomUUID(), 'x-user-role': role } }),
    ],
    [
      'another role in the header',
      'identity-mismatch',
      () => ({ token: student.token, headers: { 'x-user-id': student.id, 'x-user-role': 'admin' } }),
    ],
    [
      'a token that is none',
      'token-invalid',
      () => ({ token: 'a.b.c', headers: { 'x-user-id': student.id, 'x-user-role': role } }),
    ],
    [
      'a refresh token in the place of the access token',
      'token-invalid',
      () => ({ token: student.refreshToken, headers: { 'x-user-id': student.id, 'x-user-role': role } }),
    ],
  ];

  it.each(cases)('%s: 401 %s, at every operation', async (_, code, make) => {
    for (const op of forUsers) {
      const { token, headers } = make();
      const question = questionOf(op, op.path);
      const reply = await direct(op.service, 'gateway', {
        ...question,
        ...(token === undefined ? {} : { token }),
        headers: { ...question.headers, ...headers },
      });
      const told = reply.status === 401 ? reply.problem().code : reply.status;
      expect({ op: op.operationId, told }).toEqual({ op: op.operationId, told: code });
    }
  });

  it('the mesh’s certificate alone does not say which service calls', async () => {
    const headers = { 'content-type': 'application/json' };
    const reply = await direct('notification', 'mesh', { path: '/internal/events', body: '{}', headers });
    expect(reply.problem().code).toBe('peer-not-allowed');
  });
});

describe('through the gateway', () => {
  const forged = {
    'x-user-id': randomUUID(),
    'x-user-role': 'admin',
    'x-forwarded-client-cert': 'URI=spiffe://ai-teacher/auth',
  };

  it('a student who says they are an admin is the student', async () => {
    const reply = await edge({ path: '/api/users/me', token: student.token, headers: forged });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({ id: student.id, role: 'student' });
    const headers = { ...forged, 'content-type': 'application/json' };
    const invitation = { path: '/api/auth/invitations', body: '{"email":"a@b.example","role":"admin"}' };
    expect((await edge({ ...invitation, token: student.token, headers })).problem().code).toBe('forbidden');
  });

  it.each(named(forUsers))('%s: nobody without a token, whatever the headers say', async (_, op) => {
    const question = questionOf(op, op.edgePath ?? '');
    const reply = await edge({ ...question, headers: { ...question.headers, ...forged } });
    expect(reply.status).toBe(401);
    expect(reply.problem().code).toBe('identity-missing');
  });

  it('a refresh token opens nothing', async () => {
    const reply = await edge({ path: '/api/users/me', token: student.refreshToken });
    expect(reply.status).toBe(401);
  });

  it('a wrong method is answered by the service: 405 with Allow', async () => {
    const reply = await edge({ method: 'DELETE', path: '/api/users/me', token: student.token });
    expect(reply.status).toBe(405);
    expect(reply.headers.allow?.split(', ').toSorted()).toEqual(expect.arrayContaining(['GET', 'PATCH']));
    expect(reply.problem().code).toBe('method-not-allowed');
  });

  it('a body that trickles is given up after ten seconds, while others are served', async () => {
    const trickle = requestHttp(`${mesh.gatewayUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 1_000 },
    });
    trickle.on('error', () => undefined);
    const startedAt = performance.now();
    const given = once(trickle, 'response');
    trickle.write('{');
    expect((await edge({ path: '/api/users/me', token: student.token })).status).toBe(200);
    const [answer] = (await given) as [IncomingMessage];
    trickle.destroy();
    expect([400, 408]).toContain(answer.statusCode);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('one request id stands in the answer and in the line of every part the question went through', async () => {
    const id = randomUUID();
    const reply = await edge({
      path: '/api/chat/chat',
      token: student.token,
      body: JSON.stringify({ message: 'What is the boiling point of tungsten?' }),
      headers: { 'content-type': 'application/json', 'x-request-id': id },
    });
    expect(reply.headers['x-request-id']).toBe(id);
    for (const part of ['gateway', 'chat', 'rag'] as const)
      await waitUntil(() => mesh.logs(part).some((line) => line.includes(`"requestId":"${id}"`)), {
        what: `a line of ${part} about the request`,
        timeoutSeconds: 10,
      });
  });
});
