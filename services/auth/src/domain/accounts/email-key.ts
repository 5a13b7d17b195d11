/**
 * The e-mail in the form that is compared. NFKC comes before the lower case, so that look-alikes are one
 * account.
 */
export const emailKeyOf = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
