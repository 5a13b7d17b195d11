import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { PasswordBlocklist } from '../ports.ts';

const productNames = ['ai-teacher', 'ai teacher', 'ai_teacher', 'aiteacher'];
/** What must be left of a password once the words that anybody would guess here are taken out. */
const minUnguessableCharacters = 8;

const wordsOf = (email: string): string[] => {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  return [email.toLowerCase(), local, domain, domain.split('.')[0] ?? ''].filter((word) => word.length >= 4);
};

/**
 * Refuses passwords that are common, or little more than the product's name or the person's own e-mail
 * (NIST SP 800-63B-4 §3.1.1.2). There are no rules of composition.
 *
 * @throws Problem `password-unacceptable` with a pointer to the field.
 */
export const assertAcceptable = (
  password: string,
  email: string,
  blocklist: PasswordBlocklist,
  pointer = '/password',
): void => {
  const refuse = (message: string): never => {
    throw new Problem('password-unacceptable', {
      detail: message,
      errors: [{ pointer, message }],
    });
  };
  if (blocklist.isCommon(password)) refuse('is one of the passwords that are tried first');
  const words = [...productNames, ...wordsOf(email)].sort((a, b) => b.length - a.length);
  const lower = password.toLowerCase();
  const rest = words.reduce((text, word) => text.replaceAll(word, ''), lower);
  if (rest !== lower && [...rest].length < minUnguessableCharacters)
    refuse('is too close to the e-mail or to the name of this product');
};
