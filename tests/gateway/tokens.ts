import { Buffer } from 'node:buffer';
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { defaultInstitutionId, type Role, tokenAudience, tokenIssuer } from '@ai-teacher/contracts/values.ts';

/** Signing keys and tokens made part by part, so that each part can be wrong on its own. */

export type SigningKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject };

export const newSigningKey = (kid: string = randomUUID()): SigningKey => ({
  kid,
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
});

export const keySetOf = (keys: readonly SigningKey[]) => ({
  keys: keys.map(({ kid, publicKey }) => ({
    ...publicKey.export({ format: 'jwk' }),
    kid,
    use: 'sig',
    alg: 'ES256',
  })),
});

export type Claims = Record<string, unknown>;

export const claimsOf = (userId: string, role: Role = 'student', at = new Date()): Claims => {
  const now = Math.floor(at.getTime() / 1_000);
  return {
    iss: tokenIssuer,
    aud: tokenAudience,
    sub: userId,
    role,
    institution: defaultInstitutionId,
    sid: randomUUID(),
    jti: randomUUID(),
    iat: now,
    exp: now + 900,
  };
};

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

const es256 = (input: string, { privateKey }: SigningKey): string =>
  sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');

/** A token of `claims`; `header` replaces single header fields (undefined removes one). */
export const signedToken = (key: SigningKey, claims: Claims, header: Claims = {}): string => {
  const input = `${encoded({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header })}.${encoded(claims)}`;
  return `${input}.${es256(input, key)}`;
};

/** A token that needs no key: `alg` says so, and the signature is empty. */
export const unsignedToken = (claims: Claims, alg: string): string =>
  `${encoded({ alg, typ: 'at+jwt' })}.${encoded(claims)}.`;

/** The classic confusion: the public key, which everybody has, used as the secret of an HMAC. */
export const hmacToken = (key: SigningKey, claims: Claims): string => {
  const input = `${encoded({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${encoded(claims)}`;
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
