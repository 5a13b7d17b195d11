import { Buffer } from 'node:buffer';
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

/** Builds tokens part by part, so that each part can be wrong separately. */

export type SigningKey = { kid: string; privateKey: KeyObject; publicKey: KeyObject };
export type Claims = Record<string, unknown>;

/** A fresh P-256 key pair with the given key id. */
export const newSigningKey = (kid: string = randomUUID()): SigningKey => ({
  kid,
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
});

/** A part of a token: JSON as base64url. */
export const encodedPart = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The claims of a token, unverified. @throws SyntaxError when the text is not a token. */
export const claimsIn = (token: string): Claims =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;

const es256 = (input: string, { privateKey }: SigningKey): string =>
  sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');

/** Signs a token of `claims`. `header` replaces single header fields; undefined removes a field. */
export const signedToken = (key: SigningKey, claims: Claims, header: Claims = {}): string => {
  const head = { alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header };
  const input = `${encodedPart(head)}.${encodedPart(claims)}`;
  return `${input}.${es256(input, key)}`;
};

/** An unsigned token with the given `alg` and an empty signature. */
export const unsignedToken = (claims: Claims, alg: string): string =>
  `${encodedPart({ alg, typ: 'at+jwt' })}.${encodedPart(claims)}.`;

/** The classic algorithm confusion: an HMAC whose secret is our public key. */
export const tokenWithSecret = (kid: string, claims: Claims, secret: string | Buffer): string => {
  const input = `${encodedPart({ alg: 'HS256', typ: 'at+jwt', kid })}.${encodedPart(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
