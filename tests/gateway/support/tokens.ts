import { randomUUID } from 'node:crypto';
import type { Claims, SigningKey } from '@ai-teacher/attack/requests/tokens.ts';
import { defaultInstitutionId, type Role, tokenAudience, tokenIssuer } from '@ai-teacher/contracts/values.ts';

export {
  type Claims,
  newSigningKey,
  type SigningKey,
  signedToken,
} from '@ai-teacher/attack/requests/tokens.ts';

/** Tokens as auth signs them, and the key set that auth publishes. */

export const keySetOf = (keys: readonly SigningKey[]) => ({
  keys: keys.map(({ kid, publicKey }) => ({
    ...publicKey.export({ format: 'jwk' }),
    kid,
    use: 'sig',
    alg: 'ES256',
  })),
});

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
