/** An e-mail as it is compared: compatibility forms folded before the case is, so that look-alikes are one account. */
export const emailKeyOf = (email: string): string => email.trim().normalize('NFKC').toLowerCase();
