import { createHmac, hkdfSync } from 'node:crypto';
import type { Marks } from '../domain/ports.ts';

/**
 * Marks are HMACs under a key of their own, derived from the installation's secret: without it nobody can tell, or find by
 * trying, which e-mail or address stands behind one. The same network has another mark for every account.
 */
export const createMarks = (secret: Uint8Array): Marks => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'marks of guesses', 32));
  const markOf = (...parts: string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  return {
    ofAccount: (emailKey) => markOf('account', emailKey),
    ofNetwork: (emailKey, network) => markOf('network', emailKey, network),
  };
};
