/** Writes a valid BCP 47 tag in the letter case of RFC 5646 §2.1.1: `EN-us` becomes `en-US`. */
export const canonicalLocale = (tag: string): string => Intl.getCanonicalLocales(tag)[0] ?? tag;

/**
 * Writes a valid IANA time zone name in the letter case of the database: `europe/berlin` becomes
 * `Europe/Berlin`. An alias stays as the person chose it: Intl would turn `Europe/Kyiv` into `Europe/Kiev`.
 */
export const canonicalTimeZone = (name: string): string => {
  const resolved = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  return resolved.toLowerCase() === name.toLowerCase() ? resolved : name;
};
