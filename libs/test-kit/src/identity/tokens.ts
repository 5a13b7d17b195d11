import { randomUUID } from 'node:crypto';
import { defaultInstitutionId, type Role, tokenAudience, tokenIssuer } from '@ai-teacher/contracts/values.ts';
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, SignJWT } from 'jose';

/** A user of a test. */
export type TestUser = {
  readonly userId: string;
  readonly role: Role;
  readonly institutionId: string;
  readonly sessionId: string;
};

export const aUser = (given: Partial<TestUser> = {}): TestUser => ({
  userId: randomUUID(),
  role: 'student',
  institutionId: defaultInstitutionId,
  sessionId: randomUUID(),
  ...given,
});
export const aStudent = (given: Partial<TestUser> = {}): TestUser => aUser({ role: 'student', ...given });
export const aTeacher = (given: Partial<TestUser> = {}): TestUser => aUser({ role: 'teacher', ...given });
export const anAdmin = (given: Partial<TestUser> = {}): TestUser => aUser({ role: 'admin', ...given });

export type TestKeys = {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly keySet: JSONWebKeySet;
};

/** A fresh ES256 key pair with its key set, as auth would publish it. */
export const makeTestKeys = async (): Promise<TestKeys> => {
  const kid = randomUUID();
  const pair = await generateKeyPair('ES256', { extractable: true });
  const publicJwk: JWK = { ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'ES256' };
  return { kid, privateKey: pair.privateKey, publicJwk, keySet: { keys: [publicJwk] } };
};

let keys: Promise<TestKeys> | undefined;
/** The keys that apps under test trust; one pair per test file. */
export const testKeys = (): Promise<TestKeys> => {
  keys ??= makeTestKeys();
  return keys;
};

/**
 * Creates an access token for a user, signed as auth signs it.
 *
 * @param claims replace or (as undefined) remove claims; `header` does the same for the protected header.
 */
export const accessToken = async (
  user: TestUser,
  {
    claims = {},
    header = {},
    signedWith,
  }: {
    claims?: Record<string, unknown>;
    header?: Record<string, unknown>;
    signedWith?: TestKeys;
  } = {},
): Promise<string> => {
  const { kid, privateKey } = signedWith ?? (await testKeys());
  const now = Math.floor(Date.now() / 1_000);
  const payload = {
    iss: tokenIssuer,
    aud: tokenAudience,
    sub: user.userId,
    role: user.role,
    institution: user.institutionId,
    sid: user.sessionId,
    jti: randomUUID(),
    iat: now,
    exp: now + 900,
    ...claims,
  };
  const kept = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
  const protectedHeader = Object.fromEntries(
    Object.entries({ typ: 'at+jwt', kid, ...header }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(kept).setProtectedHeader({ alg: 'ES256', ...protectedHeader }).sign(privateKey);
};
