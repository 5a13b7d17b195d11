import type { ProblemCode } from '../problem.ts';
import { secret } from '../text.ts';

/** Length limits of a password (NIST SP 800-63B-4: at least 15 characters when it is the only factor). */
export const minPasswordCharacters = 15;
export const maxPasswordCharacters = 256;

/** How long a sign-in or a confirmed password permits dangerous operations, in seconds. */
export const passwordConfirmationSeconds = 300;

/**
 * The problems of an operation that can be dangerous: it makes, changes, disables or signs out an admin,
 * deletes a verified account, withdraws all keys, or changes the registration policy. Such an operation
 * needs a password that was entered within `passwordConfirmationSeconds`.
 */
export const dangerousProblems = [
  'password-confirmation-required',
  'dangerous-operations-exhausted',
] as const satisfies readonly ProblemCode[];

/** A password to verify. Accepts every password that an earlier rule may have accepted. */
export const passwordToVerify = secret({ min: 1, max: maxPasswordCharacters * 2 });

/** The reasons why a password is rejected: `errors[].code` of the problem `password-unacceptable`. */
export const passwordFaults = [
  'same-as-current',
  'repeated-text',
  'few-characters',
  'simple-run',
  'common',
  'similar-to-names',
] as const;
export type PasswordFault = (typeof passwordFaults)[number];

export const newPassword = secret({ min: minPasswordCharacters, max: maxPasswordCharacters }).describe(
  `15 to 256 characters of any kind, compared after Unicode normalisation (RFC 8265). Passwords that are easy to guess are rejected. \`errors[].code\` is then one of ${passwordFaults.join(', ')}. Further codes may follow.`,
);
