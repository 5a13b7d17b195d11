import { minPasswordCharacters, type PasswordFault } from '@ai-teacher/contracts/auth/passwords.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { opaqueForm } from './password-form.ts';
import { patternOfPassword } from './password-patterns.ts';
import type { PasswordBlocklist } from './ports.ts';

/** Characters that must remain of a password without the words that are easy to guess here. */
const minUnguessableCharacters = 8;
const minWordCharacters = 3;

/** Letters as attackers try them: lower case, without accents. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** A name as a whole, without its blanks, and word by word. */
const wordsOfName = (name: string): string[] => {
  const words = folded(name).split(/[^\p{L}\p{N}]+/u);
  return [folded(name), words.join(''), ...words];
};

const wordsOfEmail = (email: string): string[] => {
  const [local = '', domain = ''] = folded(email).split('@');
  return [folded(email), domain, ...wordsOfName(local), ...domain.split('.').slice(0, -1)];
};

/** Letters count fully and digits half; blanks and signs do not count. */
const unguessableIn = (rest: string): number =>
  (rest.match(/\p{L}/gu)?.length ?? 0) + (rest.match(/\p{N}/gu)?.length ?? 0) / 2;

const isMadeOf = (password: string, words: readonly string[]): boolean => {
  const known = words.filter((word) => word.length >= minWordCharacters).sort((a, b) => b.length - a.length);
  const whole = folded(password);
  const rest = known.reduce((text, word) => text.replaceAll(word, ' '), whole);
  return rest !== whole && unguessableIn(rest) < minUnguessableCharacters;
};

/**
 * A password for the account of `email` and `name`, and the JSON pointer to the field of the request that
 * contains it. `current` is the password that it replaces.
 */
export type PasswordChoice = {
  readonly password: string;
  readonly email: string;
  readonly name: string;
  readonly pointer: string;
  readonly current?: string;
};

/**
 * Refuses passwords that attackers try first: common ones, repetitions and runs, and those that are little
 * more than the names of the product, of the institution or of the person, or the person's e-mail (NIST SP
 * 800-63B-4 §3.1.1.2). Also refuses the current password. There are no rules of composition.
 *
 * @throws Problem `password-unacceptable` with a pointer to the field and the code of the fault.
 */
export const assertAcceptable = (
  { password, email, name, pointer, current }: PasswordChoice,
  blocklist: PasswordBlocklist,
): void => {
  const code = faultOf({ password, email, name, current }, blocklist);
  if (code === undefined) return;
  const message = sentences[code];
  throw new Problem('password-unacceptable', { detail: message, errors: [{ pointer, message, code }] });
};

/** The ends of the sentence "The password …". */
const sentences: Readonly<Record<PasswordFault, string>> = {
  'same-as-current': 'is the current password',
  'repeated-text': 'repeats a shorter text',
  'few-characters': 'consists of very few different characters',
  'simple-run': 'is a run along the alphabet, the digits or a keyboard',
  common: 'is one of the passwords that attackers try first',
  'similar-to-names':
    'is too similar to your name, your e-mail, your institution or the name of this product',
};

const faultOf = (
  {
    password,
    email,
    name,
    current,
  }: Omit<PasswordChoice, 'pointer' | 'current'> & { current: string | undefined },
  blocklist: PasswordBlocklist,
): PasswordFault | undefined => {
  if (current !== undefined && opaqueForm(password) === opaqueForm(current)) return 'same-as-current';
  const pattern = patternOfPassword(password, minPasswordCharacters);
  if (pattern !== undefined) return pattern;
  if (blocklist.isCommon(password)) return 'common';
  const words = [...blocklist.localNames.flatMap(wordsOfName), ...wordsOfName(name), ...wordsOfEmail(email)];
  return isMadeOf(password, words) ? 'similar-to-names' : undefined;
};
