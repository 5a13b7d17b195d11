import { createHash, randomInt, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { codeAlphabet as alphabet, invitationCodeLetters } from '@ai-teacher/contracts/values.ts';
import type { JoinCodeSecrets } from '../domain/join-codes/ports.ts';

const codeLength = 10;
const codePattern = new RegExp(`^[${alphabet}]{${codeLength}}$`);

const invitationPattern = new RegExp(`^[${alphabet}]{${invitationCodeLetters}}$`);

const deriveKey = promisify<string, string, number, Buffer>(scrypt);
const hashBytes = 32;

const makeCode = (): string => {
  const letters = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${letters.slice(0, codeLength / 2)}-${letters.slice(codeLength / 2)}`;
};

/** The letters of a code in the form in which they are hashed. */
const lettersOf = (given: string): string =>
  given
    .normalize('NFKC')
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .toUpperCase();

/**
 * Codes of ten letters, 46 bits. Their hash is slow (scrypt, 16 MB), because a fast hash of 46 bits can be
 * searched through within hours. The institution is the salt, so that the code alone finds its row. Codes of
 * invitations have 74 bits. A fast hash of these cannot be searched through, and a class needs many.
 */
export const scryptJoinCodeSecrets: JoinCodeSecrets = {
  make: makeCode,
  hashOf: async (institutionId, given) => {
    const letters = lettersOf(given);
    if (invitationPattern.test(letters))
      return createHash('sha256').update(`${institutionId} ${letters}`).digest('base64url');
    if (!codePattern.test(letters)) return undefined;
    return (await deriveKey(letters, institutionId, hashBytes)).toString('base64url');
  },
};
