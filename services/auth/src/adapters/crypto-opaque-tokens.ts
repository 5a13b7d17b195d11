import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { RotatingTokens } from '../domain/sessions/ports.ts';

/**
 * Opaque tokens of 256 bits in base64url, stored as SHA-256. The child of a refresh token is an HMAC of the
 * token under our key. A rotation repeated within the grace period therefore returns the same child, although
 * only hashes are stored.
 */
export const createOpaqueTokens = (secret: Uint8Array): RotatingTokens => {
  const rotationKey = Buffer.from(hkdfSync('sha256', secret, '', 'refresh token rotation', 32));
  return {
    make: () => randomBytes(32).toString('base64url'),
    hashOf: (token) => createHash('sha256').update(token).digest('base64url'),
    childOf: (token) => createHmac('sha256', rotationKey).update(token).digest('base64url'),
  };
};
