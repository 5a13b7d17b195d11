import { createHash, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto';
import { codeAlphabet, invitationCodeLetters } from '@ai-teacher/contracts/values.ts';
import type { RotatingTokens } from '../domain/sessions/ports.ts';
import type { KeySecrets } from './jose-signing-keys.ts';

const codePattern = new RegExp(`^[${codeAlphabet}]{${invitationCodeLetters}}$`);

const makeCode = (): string => {
  const letter = (): string => codeAlphabet.charAt(randomInt(codeAlphabet.length));
  const letters = Array.from({ length: invitationCodeLetters }, letter).join('');
  return letters.replaceAll(/(.{4})(?=.)/gu, '$1-');
};

/** A code without its hyphens, in capitals. A token that is no code stays as it is. */
const formOf = (token: string): string => {
  const letters = token.replaceAll('-', '').toUpperCase();
  return codePattern.test(letters) ? letters : token;
};

/**
 * Opaque tokens of 256 bits in base64url, stored as SHA-256. The child of a refresh token is an HMAC of the
 * token under our key. A rotation repeated within the grace period therefore returns the same child, although
 * only hashes are stored. Codes of people have 74 bits, so a fast hash of them cannot be searched through.
 * While a secret is being changed, the child may come from either secret.
 */
export const createOpaqueTokens = ({ current, previous }: KeySecrets): RotatingTokens => {
  const keyOf = (secret: Uint8Array): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', 'refresh token rotation', 32));
  const hashOf = (token: string): string => createHash('sha256').update(formOf(token)).digest('base64url');
  const childUnder = (key: Buffer, token: string): string =>
    createHmac('sha256', key).update(token).digest('base64url');
  const currentKey = keyOf(current);
  const previousKey = previous === undefined ? undefined : keyOf(previous);
  return {
    make: () => randomBytes(32).toString('base64url'),
    makeCode,
    hashOf,
    childOf: (token, childHash) => {
      const earlier = previousKey === undefined ? undefined : childUnder(previousKey, token);
      return earlier !== undefined && hashOf(earlier) === childHash ? earlier : childUnder(currentKey, token);
    },
  };
};
