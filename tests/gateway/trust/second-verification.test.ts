import { createPublicKey, KeyObject, randomUUID } from 'node:crypto';
import { testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startUserApp } from '../../../services/user/test/user-app.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';
import { type Claims, claimsOf, type SigningKey, signedToken } from '../support/tokens.ts';

let user: Awaited<ReturnType<typeof startUserApp>>;
let standIn: StandInMesh;
let key: SigningKey;
beforeAll(async () => {
  const { kid, privateKey, publicJwk } = await testKeys();
  const publicKey = createPublicKey({ key: publicJwk as Record<string, unknown>, format: 'jwk' });
  key = { kid, privateKey: KeyObject.from(privateKey), publicKey };
  user = await startUserApp();
  standIn = await startStandInMesh({ keys: [key], real: { user: user.port } });
});
afterAll(async () => {
  await standIn.stop();
  await user.close();
});

const now = (): number => Math.floor(Date.now() / 1_000);
const me = (token: string) => standIn.edge({ path: '/api/users/me', token });
const signed = (claims: Claims, header: Claims = {}): string =>
  signedToken(key, { ...claimsOf(randomUUID()), ...claims }, header);

/**
 * Tokens with our signature that Envoy accepts, because it checks neither `typ` nor `iat` nor the form of a
 * user id.
 */
const notForUse: [string, () => string][] = [
  ['of type JWT', () => signed({}, { typ: 'JWT' })],
  ['of a refresh token’s type', () => signed({}, { typ: 'rt+jwt' })],
  ['without a type', () => signed({}, { typ: undefined })],
  ['issued in the future', () => signed({ iat: now() + 600 })],
  ['without a time of issue', () => signed({ iat: undefined })],
  ['whose life was longer than ours are', () => signed({ iat: now() - 86_400 })],
  ['of a role that does not exist', () => signed({ role: 'principal' })],
  ['of a user id that is no UUID', () => signed({ sub: 'root' })],
  ['without an institution', () => signed({ institution: undefined })],
  ['without a session', () => signed({ sid: undefined })],
  ['without an id', () => signed({ jti: undefined })],
  ['with another character at its end, which lenient decoders overlook', () => `${signed({})}A`],
];

describe('a service verifies tokens again that the gateway admitted', () => {
  it('gateway and service accept a token that auth signed', async () => {
    const reply = await me(signed({}));
    expect(reply.status).toBe(200);
  });

  it.each(notForUse)('a token %s is answered with 401', async (_, make) => {
    const reply = await me(make());
    expect(reply.status).toBe(401);
    expect(['token-invalid', 'identity-missing']).toContain(reply.problem().code);
  });

  it('claims that are lists or objects are answered with 401', async () => {
    for (const role of [['admin'], { name: 'admin' }, null, 7]) {
      const reply = await me(signed({ role }));
      expect(reply.status).toBe(401);
    }
  });
});
