import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { clockSkewSeconds, maxAccessTokenSeconds } from '@ai-teacher/contracts/auth/sessions.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { role, tokenAudience, tokenIssuer, uuid } from '@ai-teacher/contracts/values.ts';
import { errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import type { Clock } from '../domain/clock.ts';
import { Problem } from '../domain/problem.ts';
import { counter } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';
import { createKeySetCache } from './key-set-cache.ts';
import type { Revocations } from './revocations.ts';

/**
 * The same bound as at the gateway. Ended sessions are retained for this time, the longest life of an access
 * token.
 */
const maxLifetimeSeconds = maxAccessTokenSeconds + clockSkewSeconds;
const skewSeconds = clockSkewSeconds;

const expected = {
  algorithms: ['ES256'],
  typ: 'at+jwt',
  issuer: tokenIssuer,
  audience: tokenAudience,
  clockTolerance: skewSeconds,
  requiredClaims: ['sub', 'exp', 'iat', 'jti'],
};

const claims = z.object({
  sub: uuid,
  role,
  institution: uuid,
  sid: uuid,
  jti: uuid,
  iat: z.number().int(),
  exp: z.number().int(),
});

const strictBase64Url = (part: string): boolean =>
  Buffer.from(part, 'base64url').toString('base64url') === part;

const principalOf = (payload: JWTPayload, nowSeconds: number): Principal & { exp: number } => {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) throw new Problem('token-invalid', { cause: parsed.error });
  const { sub, role, institution, sid, jti, iat, exp } = parsed.data;
  if (iat > nowSeconds + skewSeconds || exp - iat > maxLifetimeSeconds)
    throw new Problem('token-invalid', {
      cause: 'issued in the future, or for too long',
    });
  return {
    userId: sub,
    role,
    institutionId: institution,
    sessionId: sid,
    tokenId: jti,
    exp,
  };
};

export type TokenVerifier = (token: string) => Promise<Principal>;

type Verification = { result: 'verified' | 'remembered' | 'invalid' | 'unavailable' };

/** Counts verifications by result. `verify` sets the result when it used a remembered token. */
const countResults = (
  verify: (token: string, verification: Verification) => Promise<Principal>,
): TokenVerifier => {
  const verifications = counter(metricCatalogue.tokenVerifications);
  return async (token) => {
    const verification: Verification = { result: 'verified' };
    try {
      return await verify(token, verification);
    } catch (error) {
      verification.result = error instanceof Problem && error.status === 401 ? 'invalid' : 'unavailable';
      throw error;
    } finally {
      verifications.add(1, { [attributeNames.tokenResult]: verification.result });
    }
  };
};

/**
 * Verifies access tokens: ES256 only, `typ: at+jwt`, issuer, audience, times, all claims present, strict
 * base64url. Verified tokens are remembered by their SHA-256 until they expire. The list of ended sessions is
 * checked every time, in the memory of this process.
 *
 * @param readKeySet requests the JWKS. Called when the cached set is ten minutes old, a key id is unknown, or
 *   auth publishes other keys. When the request fails, the cached set remains valid.
 * @returns a function that throws Problem `token-invalid`, or `upstream-unavailable` when no key set or no
 *   list of ended sessions was ever received.
 */
export const createTokenVerifier = ({
  readKeySet,
  revocations,
  clock = systemClock,
}: {
  readKeySet: () => Promise<JSONWebKeySet>;
  revocations: Revocations;
  clock?: Clock;
}): TokenVerifier => {
  const seen = new LRUCache<string, Principal & { exp: number }>({ max: 10_000 });
  let withdrawals = 0;
  // Tokens verified with a withdrawn key must not stay valid.
  const onKeyGone = (): void => {
    withdrawals += 1;
    seen.clear();
  };
  const keySet = createKeySetCache({ readKeySet, clock, onKeyGone });
  revocations.onKeyIds((keyIds) => void keySet.compare(keyIds));

  const verifySignature = async (token: string): Promise<JWTPayload> => {
    const attempt = async (): Promise<JWTPayload> =>
      (await jwtVerify(token, await keySet.current(), { ...expected, currentDate: clock.now() })).payload;
    try {
      return await attempt();
    } catch (cause) {
      const mayBeNewKey = cause instanceof errors.JWKSNoMatchingKey && (await keySet.refreshUnlessRecent());
      if (!mayBeNewKey) throw cause;
      return await attempt();
    }
  };

  const verify = async (token: string, verification: Verification): Promise<Principal> => {
    const parts = token.split('.');
    if (parts.length !== 3 || !parts.every(strictBase64Url)) throw new Problem('token-invalid');
    const nowSeconds = clock.now().getTime() / 1_000;
    const fingerprint = createHash('sha256').update(token).digest('base64');
    const known = seen.get(fingerprint);
    if (known !== undefined && known.exp + skewSeconds > nowSeconds) {
      verification.result = 'remembered';
      return known;
    }
    const withdrawalsBefore = withdrawals;
    const payload = await verifySignature(token).catch((cause) => {
      throw cause instanceof Problem ? cause : new Problem('token-invalid', { cause });
    });
    const principal = principalOf(payload, nowSeconds);
    if (withdrawals === withdrawalsBefore) seen.set(fingerprint, principal);
    return principal;
  };

  return countResults(async (token, verification) => {
    const principal = await verify(token, verification);
    if (await revocations.isEnded(principal.sessionId))
      throw new Problem('token-invalid', { cause: 'the session has ended' });
    return principal;
  });
};

/** For a service without users, whose operations are all public: no token is acceptable. */
export const refuseTokens: TokenVerifier = async () => {
  throw new Problem('token-invalid');
};
