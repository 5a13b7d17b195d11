import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StandInMesh, startStandInMesh } from './stand-in-mesh.ts';
import {
  type Claims,
  claimsOf,
  hmacToken,
  newSigningKey,
  type SigningKey,
  signedToken,
  unsignedToken,
} from './tokens.ts';

let standIn: StandInMesh;
let key: SigningKey;
beforeAll(async () => {
  standIn = await startStandInMesh();
  key = standIn.publishedKeys[0] as SigningKey;
});
afterAll(() => standIn.stop());

const claims = (changes: Claims = {}): Claims => ({ ...claimsOf(randomUUID()), ...changes });
const now = (): number => Math.floor(Date.now() / 1_000);

/** Everything that is wrong with a token, one thing at a time. */
const wrong: [string, () => string][] = [
  ['a word', () => 'word'],
  ['three words', () => 'a.b.c'],
  ['signed by a key that is not ours, under a name of its own', () => signedToken(newSigningKey(), claims())],
  [
    'signed by a key that is not ours, under our key’s name',
    () => signedToken(newSigningKey(key.kid), claims()),
  ],
  ['alg none', () => unsignedToken(claims(), 'none')],
  ['alg None', () => unsignedToken(claims(), 'None')],
  ['alg NONE', () => unsignedToken(claims(), 'NONE')],
  ['alg ES256 and no signature', () => unsignedToken(claims(), 'ES256')],
  ['HS256 with our public key as the secret', () => hmacToken(key, claims())],
  ['alg ES384 in the header', () => signedToken(key, claims(), { alg: 'ES384' })],
  [
    'a claim changed after signing',
    () => {
      const [header, , signature] = signedToken(key, claims()).split('.');
      const [, other] = signedToken(key, claims({ role: 'admin' })).split('.');
      return `${header}.${other}.${signature}`;
    },
  ],
  ['the signature cut off', () => signedToken(key, claims()).split('.').slice(0, 2).join('.')],
  [
    'the signature of another token',
    () => {
      const [header, payload] = signedToken(key, claims()).split('.');
      return `${header}.${payload}.${signedToken(key, claims()).split('.')[2]}`;
    },
  ],
  ['expired a minute ago', () => signedToken(key, claims({ exp: now() - 60 }))],
  ['without exp', () => signedToken(key, claims({ exp: undefined }))],
  ['valid for ten years', () => signedToken(key, claims({ exp: now() + 315_360_000 }))],
  ['valid for an hour', () => signedToken(key, claims({ exp: now() + 3_600 }))],
  ['not valid before the next hour', () => signedToken(key, claims({ nbf: now() + 3_600 }))],
  ['of another issuer', () => signedToken(key, claims({ iss: 'urn:evil:auth' }))],
  ['without an issuer', () => signedToken(key, claims({ iss: undefined }))],
  ['for another audience', () => signedToken(key, claims({ aud: 'urn:evil:api' }))],
  ['without an audience', () => signedToken(key, claims({ aud: undefined }))],
];

describe('a token that is not ours opens nothing, and nobody is told why', () => {
  it.each(wrong)('%s: 401 token-invalid', async (_, make) => {
    const reply = await standIn.edge({ path: '/api/users/me', token: make() });
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

  it('the reason stands in the gateway’s log, found by the request id, and the token does not', async () => {
    const token = signedToken(key, claims({ exp: now() - 60 }));
    const { headers } = await standIn.edge({ path: '/api/users/me', token });
    const line = await standIn.logged(String(headers['x-request-id']));
    expect(line).toMatchObject({ status: 401, details: expect.stringContaining('expired') });
    expect(JSON.stringify(line)).not.toContain(token.split('.')[2]);
  });
});

describe('what is no bearer token at all is a missing one', () => {
  it.each([
    ['nothing', {}],
    ['an empty header', { authorization: '' }],
    ['Bearer alone', { authorization: 'Bearer' }],
    ['Bearer and a blank', { authorization: 'Bearer ' }],
    ['a word', { authorization: 'garbage' }],
    ['Basic', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['bytes', { authorization: 'Bearer \u00ff\u00fe\u00fd' }],
    ['a cookie', { cookie: 'access_token=abc' }],
  ])('%s: 401, never 500', async (_, headers) => {
    const reply = await standIn.edge({ path: '/api/users/me', headers });
    expect(reply.status).toBe(401);
    expect(['identity-missing', 'token-invalid']).toContain(reply.problem().code);
    expect(standIn.takeRecorded()).toEqual([]);
  });

  it('a token of 70 kB: 431', async () => {
    const reply = await standIn.edge({ path: '/api/users/me', token: 'a'.repeat(70_000) });
    expect(reply.status).toBe(431);
    expect(reply.problem().code).toBe('headers-too-large');
  });

  it.each(['access_token', 'token', 'jwt'])(
    'a good token in ?%s= is not looked at, and not logged',
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

describe('a token that is ours', () => {
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
});
