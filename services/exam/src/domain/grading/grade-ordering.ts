import type { Scoring } from '../item-writing/drafts/item-draft.ts';
import { correct, incorrect, unanswered, type Verdict } from './verdict.ts';

/**
 * Kendall's rank correlation with the key, at least 0: pairs in the correct order minus pairs in the opposite
 * order, by the number of pairs. Without the subtraction, an order by chance would earn half of the points.
 */
export const gradeOrdering = (
  response: readonly string[],
  { key, scoring }: { readonly key: readonly string[]; readonly scoring: Scoring | undefined },
): Verdict => {
  if (response.length === 0) return unanswered;
  const placeOf = new Map(response.map((optionId, at) => [optionId, at]));
  const places = key.flatMap((optionId) => placeOf.get(optionId) ?? []);
  if (places.length !== key.length || key.length !== response.length) return incorrect;
  const pairs = places.flatMap((place, at) => places.slice(at + 1).map((later) => place < later));
  const inOrder = pairs.filter((isInOrder) => isInOrder).length;
  if (inOrder === pairs.length) return correct;
  const share = Math.max(0, 2 * inOrder - pairs.length) / pairs.length;
  if (share === 0 || scoring === 'all_or_nothing') return incorrect;
  return {
    decided: true,
    share,
    remark: `Partly correct. Pairs in the correct order: ${inOrder} of ${pairs.length}.`,
  };
};
