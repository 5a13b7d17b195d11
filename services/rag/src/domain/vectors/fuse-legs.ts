/** The best passages by one measure, best first. */
export type Leg = readonly { readonly id: string; readonly score: number }[];

export const legs = {
  /** Candidates of each leg, also for a search that wants fewer. 60 miss SQuAD's floor by 0.1 points. */
  minCandidates: 100,
} as const;

/** The place behind the best passage by meaning with which the best one is compared. */
const comparedPlace = 30;
/** From this distance on the meaning has its full weight. Measured with MiniLM. */
const fullDistance = 0.3;

/**
 * The distinction of the best passage by meaning from the others, from 0 to 1. A model that does not know
 * the language of the question finds all passages about as near: the median distance is 0.48 in English and
 * 0.15 in Chinese for a model of English. So the weight falls without a list of languages.
 */
const distinctness = (meaning: Leg): number => {
  const best = meaning[0]?.score ?? 0;
  const compared = (meaning[comparedPlace - 1] ?? meaning.at(-1))?.score ?? 0;
  return Math.min(1, Math.max(0, best - compared) / fullDistance);
};

/**
 * Orders the passages of both legs by a weighted sum. The words count as their share of the best score by
 * words, which depends on the length of the question; the meaning counts as the cosine of the angle, as far
 * as the best passage stands out. A passage that the leg of meaning lacks has the score of its last passage.
 * On SQuAD this sum finds 87.1 of 100 passages first, fusion by rank (RRF, k = 2) 85.8 and by distribution
 * (DBSF) 86.7. The weight of the last two does not fall in a language that the model does not know.
 */
export const fuseLegs = (
  { words, meaning }: { readonly words: Leg; readonly meaning: Leg },
  weight: number,
): string[] => {
  const wordScores = new Map(words.map(({ id, score }) => [id, score]));
  const meaningScores = new Map(meaning.map(({ id, score }) => [id, score]));
  const bestByWords = words[0]?.score ?? 0;
  const lastByMeaning = meaning.at(-1)?.score ?? 0;
  const shareOfMeaning = weight * distinctness(meaning);
  const scoreOf = (id: string): number => {
    const byWords = bestByWords > 0 ? (wordScores.get(id) ?? 0) / bestByWords : 0;
    return byWords + shareOfMeaning * (meaningScores.get(id) ?? lastByMeaning);
  };
  return [...new Set([...wordScores.keys(), ...meaningScores.keys()])]
    .map((id) => ({ id, score: scoreOf(id) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ id }) => id);
};
