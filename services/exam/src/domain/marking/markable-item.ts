import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { ExamItem } from '../exams/ports.ts';
import type { CriterionMark } from '../grading/ports.ts';
import { pointsOf } from '../item-writing/rubrics/criteria.ts';

/** The input of a teacher: a score, or the scores for the criteria of a long answer. */
export type GivenScore = {
  readonly score?: number | undefined;
  readonly criteria?:
    | readonly {
        readonly criterionId: string;
        readonly score: number;
        readonly feedback?: string | undefined;
      }[]
    | undefined;
};

export type ScoredItem = {
  readonly item: ExamItem;
  readonly score: number;
  /** For long answers, in the order of the rubric. */
  readonly criteria?: readonly CriterionMark[];
};

/**
 * The item of a mark with its score; of a long answer the sum of its criteria.
 *
 * @throws Problem `item-not-found`, or `input-invalid` for a score that the item cannot have.
 */
export const markableItem = (
  items: readonly ExamItem[],
  { itemId, ...given }: GivenScore & { readonly itemId: string },
): ScoredItem => {
  const item = items.find(({ id }) => id === itemId.toLowerCase());
  if (item === undefined) throw new Problem('item-not-found');
  return item.criteria === undefined ? byScore(item, given) : byCriteria(item, item.criteria, given);
};

const refuse = (fault: InputFault): never => {
  throw new Problem('input-invalid', { errors: [fault] });
};

const byScore = (item: ExamItem, { score, criteria }: GivenScore): ScoredItem => {
  if (criteria !== undefined)
    return refuse({ pointer: '/criteria', message: 'must be absent: the item is no long answer' });
  if (score === undefined) return refuse({ pointer: '/score', message: 'must be present' });
  if (score > item.points) return refuse({ pointer: '/score', message: `must be at most ${item.points}` });
  return { item, score };
};

const byCriteria = (
  item: ExamItem,
  rubric: NonNullable<ExamItem['criteria']>,
  { score, criteria = [] }: GivenScore,
): ScoredItem => {
  const known = new Map(criteria.map((each) => [each.criterionId, each]));
  const isWhole = rubric.every(({ criterionId }) => known.has(criterionId));
  if (!isWhole || criteria.length !== rubric.length)
    return refuse({ pointer: '/criteria', message: 'must have every criterion of the item once' });
  const tooHigh = criteria.findIndex(
    (each) => each.score > (rubric.find((one) => one.criterionId === each.criterionId)?.points ?? 0),
  );
  if (tooHigh >= 0)
    return refuse({
      pointer: `/criteria/${tooHigh}/score`,
      message: 'must be at most the points of the criterion',
    });
  const marks = rubric.map(({ criterionId }) => criterionMarkOf(criterionId, known.get(criterionId)));
  const sum = pointsOf(marks.map((each) => ({ points: each.score })));
  if (score !== undefined && score !== sum)
    return refuse({ pointer: '/score', message: `must be absent or the sum of the criteria, ${sum}` });
  return { item, score: sum, criteria: marks };
};

const criterionMarkOf = (
  criterionId: string,
  given: NonNullable<GivenScore['criteria']>[number] | undefined,
): CriterionMark => ({
  criterionId,
  score: given?.score ?? 0,
  ...(given?.feedback ? { feedback: given.feedback } : {}),
});
