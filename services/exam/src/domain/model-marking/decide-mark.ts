import type { OfflineOpinion } from '../grading/ports.ts';
import type { ModelVerdict } from './ports.ts';

/** The reason why a usable verdict of the model is no mark. */
export type Referral =
  | 'low-confidence'
  | 'partly-right'
  | 'evidence-missing'
  | 'no-second-opinion'
  | 'graders-disagree'
  | 'needs-a-look';

/** The share of the points that the model gives, or why a teacher decides. */
export type Decision = { readonly share: 0 | 1 } | { readonly referral: Referral };

/**
 * Decides whether a verdict of the model becomes a mark. Language models judge clearly right and
 * clearly wrong answers well and partial ones badly, so only these two become marks, and only when the
 * trained grader tends to the same verdict. An answer that repeats the question, turns the key around
 * or speaks to its marker is never right without a teacher.
 */
export const decideMark = (
  { criteria, confidence }: ModelVerdict,
  { likelyShare, mayBeRight }: OfflineOpinion,
  { minConfidence }: { readonly minConfidence: number },
): Decision => {
  const isRight = criteria.every(({ score }) => score === 1);
  if (!isRight && criteria.some(({ score }) => score > 0)) return { referral: 'partly-right' };
  if (confidence < minConfidence) return { referral: 'low-confidence' };
  if (isRight && criteria.some(({ evidence }) => evidence.trim() === ''))
    return { referral: 'evidence-missing' };
  if (likelyShare === null) return { referral: 'no-second-opinion' };
  const share = isRight ? 1 : 0;
  if (likelyShare !== share) return { referral: 'graders-disagree' };
  return isRight && !mayBeRight ? { referral: 'needs-a-look' } : { share };
};
