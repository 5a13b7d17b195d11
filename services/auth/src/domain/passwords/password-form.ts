import type { PasswordHasher } from './ports.ts';

/**
 * The form in which passwords are hashed and compared: the OpaqueString profile of RFC 8265 §4.2.2. Every
 * blank is U+0020 and the text is in NFC, so a password opens its account from every keyboard. The profile
 * also forbids some characters; here every character that can be sent is permitted.
 */
export const opaqueForm = (password: string): string => password.replace(/\p{Zs}/gu, ' ').normalize('NFC');

export const hashPassword = (hasher: Pick<PasswordHasher, 'hash'>, password: string): Promise<string> =>
  hasher.hash(opaqueForm(password));

export type PasswordMatch = {
  readonly matches: boolean;
  /**
   * Whether the hash was made from the password as it was sent. Newer hashes are made from its opaque form.
   */
  readonly isOfRawForm: boolean;
};

/**
 * Compares a password with a hash: first its opaque form, then the password as it was sent. The number of
 * comparisons depends on the password alone, so an unknown account takes as long as a known one.
 *
 * @throws Problem `authentication-busy`.
 */
export const matchPassword = async (
  hasher: Pick<PasswordHasher, 'verify'>,
  hash: string,
  password: string,
): Promise<PasswordMatch> => {
  const opaque = opaqueForm(password);
  if (await hasher.verify(hash, opaque)) return { matches: true, isOfRawForm: false };
  const isOfRawForm = opaque !== password && (await hasher.verify(hash, password));
  return { matches: isOfRawForm, isOfRawForm };
};
