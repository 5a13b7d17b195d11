import type { Matches, Scoring } from '../item-writing/drafts/item-draft.ts';
import { correct, incorrect, unanswered, type Verdict } from './verdict.ts';

/** Each correct match earns an equal share of the points. An incorrect match costs nothing. */
export const gradeMatching = (
  response: Matches,
  { key, scoring }: { readonly key: Matches; readonly scoring: Scoring | undefined },
): Verdict => {
  if (Object.keys(response).length === 0) return unanswered;
  const pairs = Object.entries(key);
  const hits = pairs.filter(([promptId, optionId]) => response[promptId] === optionId).length;
  if (hits === pairs.length) return correct;
  if (hits === 0 || scoring === 'all_or_nothing') return incorrect;
  const remark = `Partly correct. Correct matches: ${hits} of ${pairs.length}.`;
  return { decided: true, share: hits / pairs.length, remark };
};
