import { Buffer } from 'node:buffer';
import { createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import {
  type Claims,
  claimsIn,
  encodedPart,
  newSigningKey,
  signedToken,
  tokenWithSecret,
  unsignedToken,
} from '../requests/tokens.ts';
import type { Trick } from '../trick.ts';
import { admin, refusedAtTheGateway, withTokens } from './authorization-shots.ts';

const signatureTrick = { ...refusedAtTheGateway, family: 'signature' } as const;

const now = (): number => Math.floor(Date.now() / 1_000);

const unsigned: Trick = {
  ...signatureTrick,
  id: 'unsigned',
  guarantee: 'an unsigned token is answered with 401, whatever its algorithm',
  shots: (target) => {
    const algorithms = ['none', 'None', 'NONE', 'nOnE', 'ES256', 'HS256', ''];
    const tokens = algorithms.map((alg) => [`alg "${alg}"`, unsignedToken(admin(target), alg)] as const);
    const [head, claims] = unsignedToken(admin(target), 'none').split('.');
    return withTokens(target, {
      ...Object.fromEntries(tokens),
      'no third part': `${head}.${claims}`,
      'a signature of zeros': signedToken(target.key, admin(target)).replace(
        /[^.]*$/,
        Buffer.alloc(64).toString('base64url'),
      ),
    });
  },
};

const publicKeyAsSecret: Trick = {
  ...signatureTrick,
  id: 'public-key-as-secret',
  guarantee: 'a token with our public key as HMAC secret is answered with 401',
  shots: (target) =>
    target.publishedKeys.flatMap((jwk) => {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const forge = (secret: string | Buffer) => tokenWithSecret(jwk.kid, admin(target), secret);
      return withTokens(target, {
        'as PEM': forge(key.export({ type: 'spki', format: 'pem' })),
        'as DER': forge(key.export({ type: 'spki', format: 'der' })),
        'as JWK': forge(JSON.stringify(jwk)),
        'its x': forge(Buffer.from(String(jwk.x), 'base64url')),
        nothing: forge(''),
      });
    }),
};

const foreignKey: Trick = {
  ...signatureTrick,
  id: 'foreign-key',
  guarantee: 'a token signed with a foreign key is answered with 401, whatever its header',
  shots: (target) => {
    const key = newSigningKey();
    const own = key.publicKey.export({ format: 'jwk' });
    const kid = target.publishedKeys[0]?.kid ?? 'none';
    const forge = (header: Claims) => signedToken(key, admin(target), { kid: key.kid, ...header });
    const elsewhere = 'https://evil.example/jwks.json';
    return withTokens(target, {
      'an unknown kid': forge({}),
      'our kid': forge({ kid }),
      'no kid': forge({ kid: undefined }),
      'a path as kid': forge({ kid: '../../../../dev/null' }),
      'a query as kid': forge({ kid: "' UNION SELECT 'a" }),
      'a number as kid': forge({ kid: 7 }),
      jwk: forge({ kid, jwk: own }),
      jku: forge({ kid, jku: elsewhere }),
      x5u: forge({ kid, x5u: elsewhere }),
      x5c: forge({
        kid,
        x5c: [Buffer.from(key.publicKey.export({ type: 'spki', format: 'der' })).toString('base64')],
      }),
      crit: forge({ kid, crit: ['exp'] }),
      'alg ES384': forge({ kid, alg: 'ES384' }),
      'alg RS256': forge({ kid, alg: 'RS256' }),
      'alg EdDSA': forge({ kid, alg: 'EdDSA' }),
    });
  },
};

const changed: Trick = {
  ...signatureTrick,
  id: 'changed-token',
  guarantee: 'a modified token is answered with 401',
  shots: (target) => {
    const { accessToken } = target.student;
    const [head = '', payload = '', signature = ''] = accessToken.split('.');
    const claims = claimsIn(accessToken);
    const flipped = Buffer.from(signature, 'base64url').map((byte, index) => (index === 9 ? byte ^ 1 : byte));
    const withClaims = (changes: Claims) => `${head}.${encodedPart({ ...claims, ...changes })}.${signature}`;
    return withTokens(target, {
      'another role': withClaims({ role: 'admin' }),
      'another user': withClaims({ sub: randomUUID() }),
      'a longer life': withClaims({ exp: now() + 900, jti: randomUUID() }),
      'another header': `${encodedPart({ alg: 'ES256', typ: 'at+jwt' })}.${payload}.${signature}`,
      'one bit of the signature': `${head}.${payload}.${Buffer.from(flipped).toString('base64url')}`,
      'a shorter signature': `${head}.${payload}.${signature.slice(0, -8)}`,
      'half a signature': `${head}.${payload}.${signature.slice(0, signature.length / 2)}`,
      'the signature of another token': `${head}.${payload}.${signedToken(target.key, admin(target)).split('.')[2]}`,
      'a random signature': `${head}.${payload}.${randomBytes(64).toString('base64url')}`,
      'parts swapped': `${payload}.${head}.${signature}`,
      'four parts': `${accessToken}.${signature}`,
      'five parts, as an encrypted one': `${accessToken}.${payload}.${head}`,
    });
  },
};

const wrongClaims: Trick = {
  ...signatureTrick,
  id: 'wrong-claims',
  guarantee: 'a token with wrong times, issuer, audience or algorithm is answered with 401',
  shots: (target) => {
    const claims = (changes: Claims) =>
      signedToken(target.key, { ...admin(target), iat: now(), exp: now() + 900, ...changes });
    return withTokens(target, {
      'expired a minute ago': claims({ iat: now() - 900, exp: now() - 60 }),
      'no exp': claims({ exp: undefined }),
      'valid for ten years': claims({ exp: now() + 315_360_000 }),
      'valid for an hour': claims({ exp: now() + 3_600 }),
      'not valid yet': claims({ nbf: now() + 3_600 }),
      'another issuer': claims({ iss: 'urn:evil:auth' }),
      'no issuer': claims({ iss: undefined }),
      'another audience': claims({ aud: 'urn:evil:api' }),
      'no audience': claims({ aud: undefined }),
      'an end that is a word': claims({ exp: 'never' }),
      'another algorithm in its header': signedToken(target.key, admin(target), { alg: 'ES384' }),
    });
  },
};

export const signatureTricks: readonly Trick[] = [
  unsigned,
  publicKeyAsSecret,
  foreignKey,
  changed,
  wrongClaims,
];
