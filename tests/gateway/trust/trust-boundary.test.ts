/** @mesh shared */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { withParameters } from '@ai-teacher/contracts/path-template.ts';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import type { IdentityName } from '@ai-teacher/local-mesh/plan/identities.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ask, type Question, type Reply } from '../support/ask.ts';

jest.setTimeout(120_000);

let mesh: RunningMesh;
let student: { token: string; refreshToken: string; id: string };
beforeAll(async () => {
  mesh = await runningMesh();
  const { answer } = await patientClient(mesh.gatewayUrl).call(signIn, {
    body: mesh.credentials.student,
  });
  const me = await edge({ path: '/api/users/me', token: answer.accessToken });
  const { id } = JSON.parse(me.text) as { id: string };
  student = { token: answer.accessToken, refreshToken: answer.refreshToken, id };
});

const edge = (question: Question): Promise<Reply> => ask(Number(new URL(mesh.gatewayUrl).port), question);
const portOf = (service: ServiceName, port: 'service' | 'probe'): number =>
  mesh.addresses.ports[service]?.[port] ?? 0;
/** A direct request to a service, past the gateway, with one identity of the mesh. */
const direct = (service: ServiceName, as: IdentityName, question: Question): Promise<Reply> =>
  ask(portOf(service, 'service'), { ...question, as: mesh.identity(as) });

const filled = (path: string): string => withParameters(path, () => randomUUID());
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

describe('a direct connection to a service', () => {
  it.each(serviceNames)('%s refuses a connection without a certificate', async (service) => {
    const { ca } = mesh.identity('gateway');
    const asked = ask(portOf(service, 'service'), { path: '/', as: { ca } as never });
    await expect(asked).rejects.toThrow(/certificate required|ECONNRESET|hang up|alert/i);
  });

  it.each(serviceNames)(
    '%s refuses a connection with a certificate of a foreign authority',
    async (service) => {
      const foreign = (await testCertificates()).foreign('gateway');
      const as = { ...foreign, ca: mesh.identity('gateway').ca };
      await expect(ask(portOf(service, 'service'), { path: '/', as })).rejects.toThrow(
        /unknown ca|ECONNRESET|hang up|alert/i,
      );
    },
  );

  it.each(serviceNames)('%s does not answer plain HTTP', async (service) => {
    await expect(ask(portOf(service, 'service'), { path: '/' })).rejects.toThrow();
  });

  it.each(named(allOperations))(
    '%s does nothing for a caller with another service’s certificate',
    async (_, op) => {
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
    },
  );

  it.each(serviceNames)('%s serves no operation on the port of the probes', async (service) => {
    for (const op of allOperations.filter((each) => each.service === service))
      expect((await ask(portOf(service, 'probe'), questionOf(op, op.path))).status).toBe(404);
  });
});

describe('a service verifies the user even behind the gateway’s own certificate', () => {
  const role = 'student';
  const cases: [string, string, () => { token?: string; headers: Record<string, string> }][] = [
    ['a token without the headers', 'identity-missing', () => ({ token: student.token, headers: {} })],
    [
      'headers without a token',
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
      'an invalid token',
      'token-invalid',
      () => ({ token: 'a.b.c', headers: { 'x-user-id': student.id, 'x-user-role': role } }),
    ],
    [
      'a refresh token instead of the access token',
      'token-invalid',
      () => ({ token: student.refreshToken, headers: { 'x-user-id': student.id, 'x-user-role': role } }),
    ],
  ];

  it.each(cases)('%s: every operation answers 401 %s', async (_, code, make) => {
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

  it('the mesh certificate alone does not identify the calling service', async () => {
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

  it('a student with forged admin headers stays a student', async () => {
    const reply = await edge({ path: '/api/users/me', token: student.token, headers: forged });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({ id: student.id, role: 'student' });
    const headers = { ...forged, 'content-type': 'application/json' };
    const invitation = { path: '/api/auth/invitations', body: '{"email":"a@b.example","role":"admin"}' };
    expect((await edge({ ...invitation, token: student.token, headers })).problem().code).toBe('forbidden');
  });

  it.each(named(forUsers))(
    '%s answers 401 without a token, whatever headers the client sends',
    async (_, op) => {
      const question = questionOf(op, op.edgePath ?? '');
      const reply = await edge({ ...question, headers: { ...question.headers, ...forged } });
      expect(reply.status).toBe(401);
      expect(reply.problem().code).toBe('identity-missing');
    },
  );

  it('a refresh token is refused as an access token', async () => {
    const reply = await edge({ path: '/api/users/me', token: student.refreshToken });
    expect(reply.status).toBe(401);
  });

  it('the service answers a wrong method with 405 and Allow', async () => {
    const reply = await edge({ method: 'DELETE', path: '/api/users/me', token: student.token });
    expect(reply.status).toBe(405);
    expect(reply.headers.allow?.split(', ').toSorted()).toEqual(expect.arrayContaining(['GET', 'PATCH']));
    expect(reply.problem().code).toBe('method-not-allowed');
  });

  it('a slow body is refused after 10 s while other requests are served', async () => {
    const trickle = requestHttp(`${mesh.gatewayUrl}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 1_000 },
    });
    trickle.on('error', () => undefined);
    const given = once(trickle, 'response');
    trickle.write('{');
    expect((await edge({ path: '/api/users/me', token: student.token })).status).toBe(200);
    const [answer] = (await given) as [IncomingMessage];
    trickle.destroy();
    expect([400, 408]).toContain(answer.statusCode);
  });

  it('the answer and the log lines of all parts on the way carry one request id', async () => {
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
