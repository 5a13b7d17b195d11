import type { Criterion } from '../../item-writing/drafts/item-draft.ts';
import type { CriterionMark, GradableItem } from '../ports.ts';

/** A criterion of a long answer with its mark. Null stands for what does not exist. */
export type MarkedCriterion = Criterion & {
  readonly score: number | null;
  readonly evidence: string | null;
  readonly feedback: string | null;
};

type StoredMark = { readonly score: number | null; readonly criteria?: readonly CriterionMark[] };

/**
 * The criteria of a long answer with their marks; undefined for other items. A mark without criteria, such
 * as one by rule, decides about each criterion when it gives no point or all points.
 */
export const markedCriteriaOf = (
  { criteria, points }: Pick<GradableItem, 'criteria' | 'points'>,
  mark: StoredMark | undefined,
): MarkedCriterion[] | undefined =>
  criteria?.map((criterion) => {
    const own = mark?.criteria?.find(({ criterionId }) => criterionId === criterion.criterionId);
    return {
      ...criterion,
      score: own?.score ?? wholeScoreOf(criterion, mark?.score, points),
      evidence: own?.evidence ?? null,
      feedback: own?.feedback ?? null,
    };
  });

const wholeScoreOf = (
  criterion: Criterion,
  score: number | null | undefined,
  points: number,
): number | null => {
  if (score === 0) return 0;
  return score === points ? criterion.points : null;
};
