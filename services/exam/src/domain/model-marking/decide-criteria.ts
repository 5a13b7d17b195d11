import type { CriterionFinding } from '../grading/long-answer/find-evidence.ts';
import type { Referral } from './decide-mark.ts';
import type { ModelVerdict } from './ports.ts';

/** The share of each criterion, or why a teacher decides. */
export type CriteriaDecision = { readonly shares: readonly (0 | 1)[] } | { readonly referral: Referral };

/** The evidence of the words of the answer, without the model. */
export type WordsOpinion = {
  readonly findings: readonly CriterionFinding[];
  /** Whether the words can be compared: the book is in a known language. */
  readonly isKnownLanguage: boolean;
  /** Whether the answer shows nothing that only a teacher may judge. */
  readonly mayBeRight: boolean;
};

/**
 * Decides whether a verdict of the model on a long answer becomes a mark. Each criterion must be clearly met
 * or clearly missing, with confidence, and the words of the answer must say the same. Otherwise the teacher
 * marks the whole answer.
 */
export const decideCriteria = (
  { criteria, confidence: whole }: ModelVerdict,
  { findings, isKnownLanguage, mayBeRight }: WordsOpinion,
  { minConfidence }: { readonly minConfidence: number },
): CriteriaDecision => {
  if (criteria.some(({ score }) => score === 0.5)) return { referral: 'partly-right' };
  if (criteria.some(({ confidence = whole }) => confidence < minConfidence))
    return { referral: 'low-confidence' };
  if (criteria.some(({ score, evidence }) => score === 1 && evidence.trim() === ''))
    return { referral: 'evidence-missing' };
  if (!isKnownLanguage) return { referral: 'no-second-opinion' };
  const isAgreed = criteria.every(
    ({ score }, at) => findings[at]?.finding === (score === 1 ? 'met' : 'not_found'),
  );
  if (!isAgreed) return { referral: 'graders-disagree' };
  if (!mayBeRight && criteria.some(({ score }) => score > 0)) return { referral: 'needs-a-look' };
  return { shares: criteria.map(({ score }) => (score === 1 ? 1 : 0)) };
};
