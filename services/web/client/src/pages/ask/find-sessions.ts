const plain = (text: string): string => text.normalize('NFKC').toLocaleLowerCase();

/** The conversations whose titles contain every word, in any order and in any case. */
export const findSessions = <Session extends { readonly title: string }>(
  sessions: readonly Session[],
  words: string,
): readonly Session[] => {
  const wanted = plain(words).split(/\s+/u).filter(Boolean);
  return sessions.filter(({ title }) => wanted.every((word) => plain(title).includes(word)));
};
