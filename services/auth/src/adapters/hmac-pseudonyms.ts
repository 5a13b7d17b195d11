import { createHmac, hkdfSync } from 'node:crypto';
import type { Pseudonyms } from '../domain/passwords/ports.ts';

/**
 * Pseudonyms are HMACs under a key of their own, which is derived from the installation's secret. Without the
 * secret, a reader of Redis or of the database cannot find the e-mail or the address, even by trying
 * candidates. One network has a different pseudonym for each account.
 */
export const createPseudonyms = (secret: Uint8Array): Pseudonyms => {
  // Another label would derive another key, and every stored pseudonym would be lost.
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'marks of guesses', 32));
  const pseudonymOf = (...parts: string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  return {
    ofAccount: (emailKey) => pseudonymOf('account', emailKey),
    ofNetwork: (emailKey, network) => pseudonymOf('network', emailKey, network),
  };
};
