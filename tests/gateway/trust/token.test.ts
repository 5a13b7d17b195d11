import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeFamily } from '../support/attack-family.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';
import { type Claims, claimsOf, type SigningKey, signedToken } from '../support/tokens.ts';

let standIn: StandInMesh;
let key: SigningKey;
beforeAll(async () => {
  standIn = await startStandInMesh();
  key = standIn.publishedKeys[0] as SigningKey;
});
afterAll(() => standIn.stop());

const claims = (changes: Claims = {}): Claims => ({ ...claimsOf(randomUUID()), ...changes });
const now = (): number => Math.floor(Date.now() / 1_000);

describe('a token of another issuer', () => {
  it('is answered with 401 token-invalid and one fixed text that hides the reason', async () => {
    const reply = await standIn.edge({
      path: '/api/users/me',
      token: signedToken(key, claims({ iss: 'a' })),
    });
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toBe('Bearer');
    const { requestId, ...problem } = reply.problem();
    expect(problem).toEqual({
      type: 'urn:ai-teacher:problem:token-invalid',
      title: 'The access token was not accepted',
      status: 401,
      code: 'token-invalid',
    });
    expect(requestId).toBe(reply.headers['x-request-id']);
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('leaves the reason, but not the token, in the gateway’s log under the request id', async () => {
    const token = signedToken(key, claims({ exp: now() - 60 }));
    const { headers } = await standIn.edge({ path: '/api/users/me', token });
    const line = await standIn.logged(String(headers['x-request-id']));
    expect(line).toMatchObject({ status: 401, details: expect.stringContaining('expired') });
    expect(JSON.stringify(line)).not.toContain(token.split('.')[2]);
  });
});

describe('a token in the query', () => {
  it.each(['access_token', 'token', 'jwt'])(
    'a valid token in ?%s= is ignored and not logged',
    async (name) => {
      const token = standIn.tokenFor(randomUUID());
      const reply = await standIn.edge({ path: `/api/users/me?${name}=${token}` });
      expect(reply.status).toBe(401);
      const line = await standIn.logged(String(reply.headers['x-request-id']));
      expect(JSON.stringify(line)).not.toContain(token);
      expect(standIn.takeRecorded()).toEqual([]);
    },
  );
});

describe('a valid token', () => {
  it.each<[string, Claims]>([
    ['as auth signs it', {}],
    ['with our audience among others', { aud: ['urn:other', 'urn:ai-teacher:api'] }],
    ['expired within the 30 s that clocks may differ', { exp: now() - 5 }],
    ['in its last minutes', { iat: now() - 840, exp: now() + 60 }],
  ])('%s is accepted', async (_, changes) => {
    const token = signedToken(key, claims(changes));
    expect((await standIn.edge({ path: '/api/users/me', token })).status).toBe(200);
    expect(standIn.takeRecorded()).toHaveLength(1);
  });

  it.each(['Bearer', 'bearer', 'BEARER'])('is accepted with the scheme %s', async (scheme) => {
    const authorization = `${scheme} ${signedToken(key, claims())}`;
    expect((await standIn.edge({ path: '/api/users/me', headers: { authorization } })).status).toBe(200);
    expect(standIn.takeRecorded()).toHaveLength(1);
  });
});

describe('every operation of the contracts', () => {
  describeFamily('authorization', () => standIn);
  describeFamily('signature', () => standIn);
});
