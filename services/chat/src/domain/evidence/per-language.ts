/**
 * Builds the patterns of a language at their first use. The patterns of all languages together cost a start
 * 0.7 s of processor time, and most processes see few languages.
 *
 * @returns the result of `make` for a language; undefined for a language without words.
 */
export const perLanguage = <Words, Made>(
  words: Readonly<Record<string, Words>>,
  make: (words: Words) => Made,
): ((language: string) => Made | undefined) => {
  const given = new Map(Object.entries(words));
  const made = new Map<string, Made>();
  return (language) => {
    const ofLanguage = given.get(language);
    if (ofLanguage === undefined) return undefined;
    const known = made.get(language) ?? make(ofLanguage);
    made.set(language, known);
    return known;
  };
};
