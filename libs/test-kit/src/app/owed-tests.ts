import { randomUUID } from 'node:crypto';
import { needsUser, type Operation } from '@ai-teacher/contracts/operation.ts';
import { maxListedFaults, problemBody } from '@ai-teacher/contracts/problem.ts';
import { type TextKind, textFieldsOf } from '@ai-teacher/contracts/text.ts';
import { roles, serviceNames } from '@ai-teacher/contracts/values.ts';
import { defaultMaxBodyBytes } from '@ai-teacher/service-kit/server/read-body.ts';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { testCertificates } from '../identity/certificates.ts';
import { accessToken, aUser, makeTestKeys, type TestUser } from '../identity/tokens.ts';
import type { AppClient, TestRequest, TestResponse } from './app-client.ts';

type GetApp = () => AppClient;

/** A request that the operation allows: from a user of an allowed role, or from a service that it lists. */
const allowedRequest = (op: Operation): TestRequest => {
  const edge = op.access.edge;
  const role = Array.isArray(edge) ? edge[0] : 'teacher';
  const from = edge === undefined ? op.access.services?.[0] : undefined;
  const names = [...op.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return {
    ...(needsUser(op) ? { as: aUser({ role }) } : {}),
    ...(from === undefined ? {} : { from }),
    params: Object.fromEntries(names.map((name) => [name, randomUUID()])),
  };
};

const expectProblem = (answer: TestResponse, status: number, code: string): void => {
  expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(problemBody.parse(answer.body).requestId).toBe(answer.headers['x-request-id']);
};

const jsonBody = (op: Operation): boolean => op.body !== undefined && op.bodyKind !== 'multipart';

/**
 * Generates the tests that every operation owes from its contract: allowed callers and users, and refused
 * input. A new operation is covered as soon as it is declared.
 *
 * @param getApp the app under test, started by the file's `beforeAll`.
 */
export const describeOwed = (getApp: GetApp, operations: readonly Operation[]): void => {
  for (const op of operations)
    describe(`${op.operationId} (${op.method} ${op.path})`, () => {
      describePeers(getApp, op);
      if (needsUser(op)) describeIdentity(getApp, op);
      if (jsonBody(op)) describeBody(getApp, op);
      if (jsonBody(op)) describeEncoding(getApp, op);
      describeText(getApp, op);
      describePath(getApp, op);
    });
};

const describePeers = (getApp: GetApp, op: Operation): void => {
  it('refuses the TLS handshake without a client certificate, or with one of a foreign authority', async () => {
    const { foreign } = await testCertificates();
    const { method, path } = op;
    await expect(getApp().raw({ method, path, identity: undefined })).rejects.toThrow();
    await expect(getApp().raw({ method, path, identity: foreign('gateway') })).rejects.toThrow();
  });

  it('refuses a service that connects directly, regardless of its headers', async () => {
    const { identity } = await testCertificates();
    const user = aUser({ role: 'admin' });
    for (const neighbour of serviceNames) {
      const answer = await getApp().raw({
        method: op.method,
        path: op.path,
        identity: identity(neighbour),
        headers: {
          authorization: `Bearer ${await accessToken(user)}`,
          'x-user-id': user.userId,
          'x-user-role': user.role,
          'x-forwarded-client-cert': 'URI=spiffe://ai-teacher/gateway',
        },
      });
      expectProblem(answer, 401, 'peer-not-allowed');
    }
  });

  it('refuses the services that its contract does not name', async () => {
    const strangers = serviceNames.filter((name) => !(op.access.services ?? []).includes(name));
    for (const from of strangers)
      expectProblem(await getApp().call(op, { ...allowedRequest(op), from }), 401, 'peer-not-allowed');
  });

  if (op.access.edge === undefined)
    it('is not reachable from the edge', async () => {
      const { from, ...asEdge } = allowedRequest(op);
      expect(from).toBeDefined();
      expectProblem(await getApp().call(op, { ...asEdge, as: aUser() }), 401, 'peer-not-allowed');
    });
};

const describeIdentity = (getApp: GetApp, op: Operation): void => {
  const request = allowedRequest(op);
  const user = request.as as TestUser;
  const without = (headers: Record<string, string | undefined>) => getApp().call(op, { ...request, headers });

  it.each(['authorization', 'x-user-id', 'x-user-role'])('refuses a request without %s', async (header) => {
    expectProblem(await without({ [header]: undefined }), 401, 'identity-missing');
  });

  it('refuses identity headers that differ from the token', async () => {
    expectProblem(await without({ 'x-user-id': randomUUID() }), 401, 'identity-mismatch');
    const other = roles.find((role) => role !== user.role);
    expectProblem(await without({ 'x-user-role': other }), 401, 'identity-mismatch');
  });

  it('refuses tokens that are garbage, expired, foreign, eternal, of another kind or for another audience', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const good = await accessToken(user);
    const bad = [
      'x.y.z',
      `${good}A`,
      await accessToken(user, { claims: { exp: now - 60 } }),
      await accessToken(user, { claims: { exp: undefined } }),
      await accessToken(user, { claims: { exp: now + 10 * 365 * 86_400 } }),
      await accessToken(user, { claims: { iat: now + 3_600, exp: now + 4_000 } }),
      await accessToken(user, { claims: { nbf: now + 3_600 } }),
      await accessToken(user, { claims: { aud: 'urn:ai-teacher:other' } }),
      await accessToken(user, { claims: { iss: 'urn:other:issuer' } }),
      await accessToken(user, { header: { typ: 'rt+jwt' } }),
      await accessToken(user, { signedWith: await makeTestKeys() }),
    ];
    for (const token of bad)
      expectProblem(await without({ authorization: `Bearer ${token}` }), 401, 'token-invalid');
  });

  const edge = op.access.edge;
  if (Array.isArray(edge))
    for (const role of roles.filter((name) => !edge.includes(name)))
      it(`is forbidden to the role ${role}`, async () => {
        expectProblem(await getApp().call(op, { ...request, as: aUser({ role }) }), 403, 'forbidden');
      });
};

const sender =
  (getApp: GetApp, op: Operation) =>
  (payload: string | Buffer, headers: Record<string, string> = {}): Promise<TestResponse> =>
    getApp().call(op, {
      ...allowedRequest(op),
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });

const describeBody = (getApp: GetApp, op: Operation): void => {
  const send = sender(getApp, op);

  it.each(['{"a":', '{"a":1}}', "{'a':1}", '\u0000'])(
    'answers 400 to %j, which is not JSON',
    async (text) => {
      expectProblem(await send(text), 400, 'malformed-request');
    },
  );
  it('answers 415 to another media type and to a compressed body', async () => {
    expectProblem(await send('a=1', { 'content-type': 'text/plain' }), 415, 'media-type-unsupported');
    expectProblem(await send('{}', { 'content-encoding': 'gzip' }), 415, 'media-type-unsupported');
  });
  it('answers 413 to a body over its limit, with and without Content-Length', async () => {
    const over = JSON.stringify({ padding: 'x'.repeat(op.maxBodyBytes ?? defaultMaxBodyBytes) });
    expectProblem(await send(over), 413, 'payload-too-large');
    const unannounced = { ...allowedRequest(op), payload: over };
    const headers = {
      'content-type': 'application/json',
      'content-length': undefined,
      'transfer-encoding': 'chunked',
    };
    expectProblem(await getApp().call(op, { ...unannounced, headers }), 413, 'payload-too-large');
  });
  it.each(['[]', '"text"', '7', 'null', `${'['.repeat(10_000)}${']'.repeat(10_000)}`])(
    'answers 422 where an object is expected',
    async (text) => {
      expectProblem(await send(text), 422, 'input-invalid');
    },
  );
  if (op.body instanceof z.ZodObject)
    it('answers to thousands of unknown fields, short or long, with less than was sent', async () => {
      const many = Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1]);
      expectBounded(await send(JSON.stringify(Object.fromEntries(many))), many.length);
      const long = Array.from({ length: 30 }, (_, index) => [`${index}${'k'.repeat(1_900)}`, 1]);
      expectBounded(await send(JSON.stringify(Object.fromEntries(long))), long.length);
    });
  if (op.body instanceof z.ZodObject)
    it('answers 422 to an unknown field, with a pointer to the field', async () => {
      const answer = await send('{"role~/x":"admin","constructor":1}');
      expectProblem(answer, 422, 'input-invalid');
      const pointers = answer.body.errors.map((fault: { pointer: string }) => fault.pointer);
      expect(pointers).toEqual(expect.arrayContaining(['/role~0~1x', '/constructor']));
    });
};

const describeEncoding = (getApp: GetApp, op: Operation): void => {
  const send = sender(getApp, op);

  it('answers 400 to bytes that are not UTF-8', async () => {
    for (const bytes of ['e4', 'c0af', 'eda080', 'f4908080', 'e282', 'fffe'])
      expectProblem(await send(Buffer.from(`7b2261223a22${bytes}227d`, 'hex')), 400, 'malformed-request');
    expectProblem(await send(Buffer.from('\ufeff{"a":1}', 'utf16le')), 400, 'malformed-request');
  });
  it('answers 415 to another charset', async () => {
    for (const charset of ['iso-8859-1', 'UTF-16', '"windows-1252"', 'us-ascii'])
      expectProblem(
        await send('{}', { 'content-type': `application/json; charset=${charset}` }),
        415,
        'media-type-unsupported',
      );
  });
  it('reads UTF-8 after a byte order mark, with a media type in any case', async () => {
    for (const type of [
      'Application/JSON',
      'application/json; charset="UTF-8"',
      'application/json;Charset=utf8',
    ])
      expectProblem(await send('\ufeff{"unknown":"ä"}', { 'content-type': type }), 422, 'input-invalid');
  });
};

/** Text that no field of the kind may admit. The first ones cannot be stored. */
const unfitFor = (kind: TextKind): readonly string[] => [
  'fit until here\u0000',
  'half \ud800 a character',
  ...(kind === 'secret' ? [] : ['\u0007', 'a\u009bb', '\u007f']),
  ...(kind === 'label' ? ['\u202eevil', 'a\u2066b'] : []),
];

const describeText = (getApp: GetApp, op: Operation): void => {
  for (const [name, kind] of jsonBody(op) ? textFieldsOf(op.body) : [])
    it(`answers 422 with a pointer to text in ${name} that no ${kind} may contain`, async () => {
      for (const unfit of unfitFor(kind)) {
        const answer = await getApp().call(op, { ...allowedRequest(op), body: { [name]: unfit } });
        expectProblem(answer, 422, 'input-invalid');
        const pointers = answer.body.errors.map((fault: { pointer: string }) => fault.pointer);
        expect({ unfit, pointers }).toEqual({ unfit, pointers: expect.arrayContaining([`/${name}`]) });
      }
    });
  for (const [name] of textFieldsOf(op.query))
    it(`answers 422 with a pointer to a NUL or a control character in the query's ${name}`, async () => {
      for (const unfit of ['\u0000', 'a\u0000b', 'a\u0007b']) {
        const answer = await getApp().call(op, { ...allowedRequest(op), query: { [name]: unfit } });
        expectProblem(answer, 422, 'input-invalid');
        expect(answer.body.errors[0].pointer).toBe(`/query/${name}`);
      }
    });
  for (const name of ['limit', 'from'].filter((field) => fieldsOf(op.query).includes(field)))
    it(`answers 422 with a pointer to a ${name} that is not written in decimal digits`, async () => {
      for (const unfit of ['', '1e1', '0x10', '0b1', '+5', ' 5', '5 ', '5.0', '-0', '٥', '0']) {
        const answer = await getApp().call(op, { ...allowedRequest(op), query: { [name]: unfit } });
        expectProblem(answer, 422, 'input-invalid');
        expect(answer.body.errors[0].pointer).toBe(`/query/${name}`);
      }
    });
  if (fieldsOf(op.query).includes('cursor'))
    it('answers 422 or 404, never 500, to a cursor with a year that cannot be stored', async () => {
      for (const at of ['0000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z', '0001-01-01T00:00:00+01:00']) {
        const cursor = Buffer.from(JSON.stringify([at, randomUUID()])).toString('base64url');
        const answer = await getApp().call(op, { ...allowedRequest(op), query: { cursor } });
        expect([404, 422]).toContain(answer.status);
      }
    });
  if (op.query !== undefined)
    it('answers 422 to many unknown fields of the query, with a bounded number of faults', async () => {
      const query = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`unknown${index}`, 'x']));
      expectBounded(await getApp().call(op, { ...allowedRequest(op), query }), 60);
    });
};

const fieldsOf = (schema: z.ZodType | undefined): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

/** Expects as many faults as an answer may list, and the number of the others. */
const expectBounded = (answer: TestResponse, faults: number): void => {
  expectProblem(answer, 422, 'input-invalid');
  expect(answer.body.errors).toHaveLength(maxListedFaults);
  expect(answer.body.moreErrors).toBeGreaterThanOrEqual(faults - maxListedFaults);
  expect(answer.text.length).toBeLessThan(10_000);
};

const describePath = (getApp: GetApp, op: Operation): void => {
  it('answers 405 with Allow to another method', async () => {
    const answer = await getApp().call({ ...op, method: 'LINK' as never }, allowedRequest(op));
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.allow?.split(', ')).toContain(op.method);
  });
  if (op.params !== undefined)
    it('answers 404 to an id that is not a UUID', async () => {
      const request = allowedRequest(op);
      const params = Object.fromEntries(
        Object.keys(request.params ?? {}).map((name) => [name, 'not-a-uuid']),
      );
      const body = jsonBody(op) ? { payload: '{}', headers: { 'content-type': 'application/json' } } : {};
      expectProblem(await getApp().call(op, { ...request, ...body, params }), 404, 'not-found');
    });
};
