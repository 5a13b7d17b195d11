import { z } from 'zod';

/** Length limits of a password (NIST SP 800-63B-4: at least 15 characters when it is the only factor). */
export const passwordMinCharacters = 15;
export const passwordMaxCharacters = 256;

/** A password to be looked at: whatever may once have been accepted as one. */
export const givenPassword = z
  .string()
  .min(1)
  .max(passwordMaxCharacters * 2);

export const newPassword = z
  .string()
  .max(passwordMaxCharacters * 2)
  .refine(
    (text) => [...text].length >= passwordMinCharacters,
    `must have at least ${passwordMinCharacters} characters`,
  )
  .refine(
    (text) => [...text].length <= passwordMaxCharacters,
    `must have at most ${passwordMaxCharacters} characters`,
  )
  .describe('15 to 256 characters of any kind; compared unmodified. Common passwords are refused.');
