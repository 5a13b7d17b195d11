import type { Item } from '@ai-teacher/contracts/exam/items.ts';
import { minCriteria } from '@ai-teacher/contracts/exam/rubric.ts';

type Criterion = NonNullable<Item['criteria']>[number];
/** A criterion while it is edited: its points are text. */
export type EditedCriterion = Omit<Criterion, 'points'> & { readonly points: string };

export const editedCriteria = (criteria: readonly Criterion[]): readonly EditedCriterion[] =>
  criteria.map((criterion) => ({ ...criterion, points: String(criterion.points) }));

/** The criteria as they are saved. A criterion without own words of the book has the quote of the item. */
export const givenCriteria = (criteria: readonly EditedCriterion[], itemQuote: string): Criterion[] =>
  criteria.map((criterion) => ({
    ...criterion,
    points: Number(criterion.points),
    quote: criterion.quote.trim() === '' ? itemQuote : criterion.quote,
  }));

/** The criteria with another one, whose id no other criterion has. */
export const withCriterion = (criteria: readonly EditedCriterion[]): readonly EditedCriterion[] => {
  const used = new Set(criteria.map(({ criterionId }) => criterionId));
  const ids = Array.from({ length: criteria.length + 1 }, (_, at) => String(at + 1));
  const criterionId = ids.find((id) => !used.has(id)) ?? '0';
  return [...criteria, { criterionId, label: '', points: '1', quote: '' }];
};

/** The rubric of a new long answer. */
export const emptyCriteria = (): readonly EditedCriterion[] =>
  Array.from({ length: minCriteria }).reduce<readonly EditedCriterion[]>(withCriterion, []);
