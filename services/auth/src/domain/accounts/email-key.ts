import { withAsciiDomain } from '@ai-teacher/contracts/values.ts';

/**
 * The e-mail in the form that is compared. NFKC comes before the lower case, so that look-alikes are one
 * account. Both spellings of an international domain are one address.
 */
export const emailKeyOf = (email: string): string =>
  withAsciiDomain(email.trim().normalize('NFKC').toLowerCase());
