import { randomUUID } from 'node:crypto';
import { needsUser, type Operation, takesIdempotencyKey } from '@ai-teacher/contracts/operation.ts';
import { type TextKind, textFieldsOf } from '@ai-teacher/contracts/text.ts';
import { roles, serviceNames } from '@ai-teacher/contracts/values.ts';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { testCertificates } from '../identity/certificates.ts';
import { accessToken, aUser, makeTestKeys, type TestUser } from '../identity/tokens.ts';
import type { TestRequest } from './app-client.ts';
import { describeBody, describeEncoding } from './owed-body-tests.ts';
import { allowedRequest, expectBounded, expectProblem, type GetApp, jsonBody } from './owed-request.ts';

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
      if (takesIdempotencyKey(op)) describeKey(getApp, op);
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

const describeKey = (getApp: GetApp, op: Operation): void => {
  it('refuses an idempotency key that anybody could guess', async () => {
    const answer = await getApp().call(op, { ...allowedRequest(op), headers: { 'idempotency-key': '1' } });
    expectProblem(answer, 422, 'input-invalid');
    expect(answer.body.errors[0].pointer).toBe('/header/idempotency-key');
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

/** Text that no field of the kind may admit. The first ones cannot be stored. */
const unfitFor = (kind: TextKind): readonly string[] => [
  'fit until here\u0000',
  'half \ud800 a character',
  ...(kind === 'secret' ? [] : ['\u0007', 'a\u009bb', '\u007f']),
  ...(kind === 'label' ? ['\u202eevil', 'a\u2066b'] : []),
];

/** A request whose query is at fault. Its body is JSON; the query is checked before the body's content. */
const queryRequest = (op: Operation, query: Record<string, string>): TestRequest => ({
  ...allowedRequest(op),
  ...(jsonBody(op) ? { body: {} } : {}),
  query,
});

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
        const answer = await getApp().call(op, queryRequest(op, { [name]: unfit }));
        expectProblem(answer, 422, 'input-invalid');
        expect(answer.body.errors[0].pointer).toBe(`/query/${name}`);
      }
    });
  for (const name of ['limit', 'from'].filter((field) => fieldsOf(op.query).includes(field)))
    it(`answers 422 with a pointer to a ${name} that is not written in decimal digits`, async () => {
      for (const unfit of ['', '1e1', '0x10', '0b1', '+5', ' 5', '5 ', '5.0', '-0', '٥', '0']) {
        const answer = await getApp().call(op, queryRequest(op, { [name]: unfit }));
        expectProblem(answer, 422, 'input-invalid');
        expect(answer.body.errors[0].pointer).toBe(`/query/${name}`);
      }
    });
  if (fieldsOf(op.query).includes('cursor'))
    it('answers 422 or 404, never 500, to a cursor with a year that cannot be stored', async () => {
      for (const at of ['0000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z', '0001-01-01T00:00:00+01:00']) {
        const cursor = Buffer.from(JSON.stringify([at, randomUUID()])).toString('base64url');
        const answer = await getApp().call(op, queryRequest(op, { cursor }));
        expect([404, 422]).toContain(answer.status);
      }
    });
  if (op.query !== undefined)
    it('answers 422 to many unknown fields of the query, with a bounded number of faults', async () => {
      const query = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`unknown${index}`, 'x']));
      expectBounded(await getApp().call(op, queryRequest(op, query)), 60);
    });
};

const fieldsOf = (schema: z.ZodType | undefined): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

const describePath = (getApp: GetApp, op: Operation): void => {
  it('answers 405 with Allow to another method', async () => {
    const answer = await getApp().call({ ...op, method: 'LINK' as never }, allowedRequest(op));
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.allow?.split(', ')).toContain(op.method);
  });
  // The rest of a path may be anything.
  if (op.params !== undefined && !op.path.includes('=**'))
    it('answers 404 to an id that is not a UUID', async () => {
      const request = allowedRequest(op);
      const params = Object.fromEntries(
        Object.keys(request.params ?? {}).map((name) => [name, 'not-a-uuid']),
      );
      const body = jsonBody(op) ? { payload: '{}', headers: { 'content-type': 'application/json' } } : {};
      expectProblem(await getApp().call(op, { ...request, ...body, params }), 404, 'not-found');
    });
};
