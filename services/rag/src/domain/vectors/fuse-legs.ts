/** The best passages by one measure, best first. */
export type Leg = readonly { readonly id: string; readonly score: number }[];

export const legs = {
  /** Candidates of each leg, also for a search that wants fewer. */
  minCandidates: 60,
} as const;

/**
 * Orders the passages of both legs by a weighted sum. The words count as their share of the best score by
 * words, which depends on the length of the question; the meaning counts as the cosine of the angle.
 * A passage that one leg lacks has the score of the last of that leg.
 */
export const fuseLegs = (
  { words, meaning }: { readonly words: Leg; readonly meaning: Leg },
  weight: number,
): string[] => {
  const wordScores = new Map(words.map(({ id, score }) => [id, score]));
  const meaningScores = new Map(meaning.map(({ id, score }) => [id, score]));
  const bestByWords = words[0]?.score ?? 0;
  const lastByMeaning = meaning.at(-1)?.score ?? 0;
  const scoreOf = (id: string): number => {
    const byWords = bestByWords > 0 ? (wordScores.get(id) ?? 0) / bestByWords : 0;
    return byWords + weight * (meaningScores.get(id) ?? lastByMeaning);
  };
  return [...new Set([...wordScores.keys(), ...meaningScores.keys()])]
    .map((id) => ({ id, score: scoreOf(id) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ id }) => id);
};
