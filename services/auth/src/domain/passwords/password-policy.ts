import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { PasswordBlocklist } from './ports.ts';

const productNames = ['ai-teacher', 'ai teacher', 'ai_teacher', 'aiteacher'];
/** Characters that must remain of a password without the words that are easy to guess here. */
const minUnguessableCharacters = 8;

const wordsOf = (email: string): string[] => {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  return [email.toLowerCase(), local, domain, domain.split('.')[0] ?? ''].filter((word) => word.length >= 4);
};

/**
 * A password for the account of `email`, and the JSON pointer to the field of the request that contains it.
 */
export type PasswordChoice = {
  readonly password: string;
  readonly email: string;
  readonly pointer: string;
};

/**
 * Refuses passwords that are common, or little more than the product's name or the person's own e-mail
 * (NIST SP 800-63B-4 §3.1.1.2). There are no rules of composition.
 *
 * @throws Problem `password-unacceptable` with a pointer to the field.
 */
export const assertAcceptable = (
  { password, email, pointer }: PasswordChoice,
  blocklist: PasswordBlocklist,
): void => {
  const refuse = (message: string): never => {
    throw new Problem('password-unacceptable', {
      detail: message,
      errors: [{ pointer, message }],
    });
  };
  if (blocklist.isCommon(password)) refuse('is one of the passwords that attackers try first');
  const words = [...productNames, ...wordsOf(email)].sort((a, b) => b.length - a.length);
  const lower = password.toLowerCase();
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), lower);
  if (rest !== lower && [...rest].length < minUnguessableCharacters)
    refuse('is too similar to the e-mail or to the name of this product');
};
