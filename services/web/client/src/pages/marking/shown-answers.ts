/** What a page has shown of the answers that await a mark, by the ids of their attempts. */
export type ShownAnswers = {
  /** The order in which the page first showed the answers. */
  readonly ranks: ReadonlyMap<string, number>;
  /**
   * Answers that joined a group which the page showed before. The teacher may have read the group without
   * them.
   */
  readonly joined: ReadonlySet<string>;
};

export const noAnswersShown: ShownAnswers = { ranks: new Map(), joined: new Set() };

/**
 * Adds the answers of groups that a page shows. @returns the same object when the page has shown all of them.
 */
export const showGroups = (shown: ShownAnswers, groups: readonly (readonly string[])[]): ShownAnswers => {
  const isFresh = (id: string): boolean => !shown.ranks.has(id);
  const fresh = groups.flat().filter(isFresh);
  if (fresh.length === 0) return shown;
  const grown = groups.filter((ids) => !ids.every(isFresh)).flat();
  return {
    ranks: new Map([...shown.ranks, ...fresh.map((id, at) => [id, shown.ranks.size + at] as const)]),
    joined: new Set([...shown.joined, ...grown.filter(isFresh)]),
  };
};

/** The answer of a group that was shown first. It stays the same when earlier attempts join the group. */
export const firstShown = ({ ranks }: ShownAnswers, ids: readonly string[]): string | undefined =>
  ids.toSorted((one, other) => (ranks.get(one) ?? 0) - (ranks.get(other) ?? 0))[0];
