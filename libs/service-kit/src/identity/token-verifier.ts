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

/** What the gateway says too. An ended session is remembered for as long as this lets a token of it live. */
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

type Tally = { result: 'verified' | 'remembered' | 'invalid' | 'unavailable' };

/** Counts what came of each token; `verify` says when it had the answer already. */
const counting = (verify: (token: string, tally: Tally) => Promise<Principal>): TokenVerifier => {
  const verifications = counter(metricCatalogue.tokenVerifications);
  return async (token) => {
    const tally: Tally = { result: 'verified' };
    try {
      return await verify(token, tally);
    } catch (error) {
      tally.result = error instanceof Problem && error.status === 401 ? 'invalid' : 'unavailable';
      throw error;
    } finally {
      verifications.add(1, { [attributeNames.tokenResult]: tally.result });
    }
  };
};

/**
 * Verifies access tokens: ES256 alone, `typ: at+jwt`, issuer, audience, times, all claims present, strict base64url.
 * Verified tokens are remembered by their SHA-256 until they expire; whether their session has ended since is looked
 * up each time, in the memory of this process.
 *
 * @param readKeySet asks for the JWKS; called when the kept one is ten minutes old, a key id is unknown, or auth publishes other keys. When it fails, the kept set goes on.
 * @returns a function that throws Problem `token-invalid`, or `upstream-unavailable` when no key set or no list of ended sessions was ever had.
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
  // A key that was taken away must not live on in what was verified with it.
  const keySet = createKeySetCache({ readKeySet, clock, onKeyGone: () => seen.clear() });
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

  const verify = async (token: string, tally: Tally): Promise<Principal> => {
    const parts = token.split('.');
    if (parts.length !== 3 || !parts.every(strictBase64Url)) throw new Problem('token-invalid');
    const nowSeconds = clock.now().getTime() / 1_000;
    const fingerprint = createHash('sha256').update(token).digest('base64');
    const known = seen.get(fingerprint);
    if (known !== undefined && known.exp + skewSeconds > nowSeconds) {
      tally.result = 'remembered';
      return known;
    }
    const payload = await verifySignature(token).catch((cause) => {
      throw cause instanceof Problem ? cause : new Problem('token-invalid', { cause });
    });
    const principal = principalOf(payload, nowSeconds);
    seen.set(fingerprint, principal);
    return principal;
  };

  return counting(async (token, tally) => {
    const principal = await verify(token, tally);
    if (await revocations.isEnded(principal.sessionId))
      throw new Problem('token-invalid', { cause: 'the session has ended' });
    return principal;
  });
};
