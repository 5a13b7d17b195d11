import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { tokenAudience, tokenIssuer } from '@ai-teacher/contracts/values.ts';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import type { AccessTokenSigner } from '../domain/sessions/ports.ts';
import type { PublicJwk, SigningKey, SigningKeyGenerator } from '../domain/signing-keys/ports.ts';
import { UnknownSeal } from '../domain/signing-keys/unknown-seal.ts';

/** The secret that seals and derives, and the previous one, which still opens. */
export type KeySecrets = { readonly current: Uint8Array; readonly previous?: Uint8Array | undefined };

type Sealer = {
  readonly seal: (name: string, text: string) => string;
  readonly open: (name: string, sealed: string) => string;
};

/**
 * Seals a text with AES-256-GCM. The name of its owner is authenticated, so sealed texts cannot be swapped.
 */
const createSealer = (secret: Uint8Array): Sealer => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'signing key encryption', 32));
  return {
    seal: (name, text) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open: (name, sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(name));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
};

/** Opens a text that either secret has sealed. @throws UnknownSeal when neither opens it. */
const openWithEither = ({ current, previous }: KeySecrets, kid: string, sealed: string): string => {
  for (const secret of previous === undefined ? [current] : [current, previous])
    if (opens(secret, kid, sealed)) return createSealer(secret).open(kid, sealed);
  throw new UnknownSeal();
};

const opens = (secret: Uint8Array, kid: string, sealed: string): boolean => {
  try {
    createSealer(secret).open(kid, sealed);
    return true;
  } catch {
    return false;
  }
};

/** Generates ES256 keys. The private half leaves this function sealed. */
export const createSigningKeyGenerator = (secrets: KeySecrets): SigningKeyGenerator => ({
  generate: async (kid) => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const publicJwk = { ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'ES256' } as PublicJwk;
    const privateJwk = await exportJWK(pair.privateKey);
    const privateJwkSealed = createSealer(secrets.current).seal(kid, JSON.stringify(privateJwk));
    return { publicJwk, privateJwkSealed };
  },
  reseal: (kid, sealed) =>
    opens(secrets.current, kid, sealed)
      ? undefined
      : createSealer(secrets.current).seal(kid, openWithEither(secrets, kid, sealed)),
});

/** Twice the keys in use: only the signing key and its predecessor are ever unsealed. */
const maxOpenKeys = 4;

/**
 * Signs access tokens (RFC 9068). Each private key is unsealed once and cached by its id.
 *
 * @param accessTokenSeconds lifetime of a token.
 */
export const createAccessTokenSigner = ({
  secrets,
  accessTokenSeconds,
  now,
  makeId,
}: {
  secrets: KeySecrets;
  accessTokenSeconds: number;
  now: () => Date;
  makeId: () => string;
}): AccessTokenSigner => {
  const opened = new Map<string, ReturnType<typeof importJWK>>();
  const open = ({ kid, privateJwkSealed }: SigningKey): ReturnType<typeof importJWK> => {
    const known = opened.get(kid);
    if (known !== undefined) return known;
    const key = importJWK(JSON.parse(openWithEither(secrets, kid, privateJwkSealed)) as JWK, 'ES256');
    if (opened.size >= maxOpenKeys) opened.clear();
    opened.set(kid, key);
    return key;
  };
  return {
    sign: async ({ account, sessionId, key }) => {
      const issuedAt = Math.floor(now().getTime() / 1_000);
      const token = await new SignJWT({
        role: account.role,
        institution: account.institutionId,
        sid: sessionId,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
        .setIssuer(tokenIssuer)
        .setAudience(tokenAudience)
        .setSubject(account.id)
        .setJti(makeId())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokenSeconds)
        .sign(await open(key));
      return { token, expiresIn: accessTokenSeconds };
    },
  };
};
