/** A valid BCP 47 tag as RFC 5646 §2.1.1 writes it: `EN-us` is `en-US`. */
export const canonicalLocale = (tag: string): string => Intl.getCanonicalLocales(tag)[0] ?? tag;

/**
 * A valid IANA time zone name in the letter case of the database: `europe/berlin` is `Europe/Berlin`.
 * An alias stays the name that the person chose: Intl would turn `Europe/Kyiv` into `Europe/Kiev`.
 */
export const canonicalTimeZone = (name: string): string => {
  const resolved = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  return resolved.toLowerCase() === name.toLowerCase() ? resolved : name;
};
