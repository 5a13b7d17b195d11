import { findIn } from '../drafts/find-quote.ts';
import type { Criterion, ItemDraft } from '../drafts/item-draft.ts';

const cents = 100;

/** The sum of the points of criteria, without the traces of binary fractions. */
export const pointsOf = (criteria: readonly Pick<Criterion, 'points'>[]): number =>
  Math.round(criteria.reduce((sum, { points }) => sum + points, 0) * cents) / cents;

/**
 * The item with other points. Those of its criteria change in proportion, to two decimals; the last one gets
 * the rest.
 */
export const withPoints = <Item extends Pick<ItemDraft, 'criteria' | 'points'>>(
  item: Item,
  points: number,
): Item => {
  const { criteria } = item;
  if (criteria === undefined || points === item.points) return { ...item, points };
  const total = pointsOf(criteria);
  let given = 0;
  const shared = criteria.map((criterion, at) => {
    const until = Math.round((pointsOf(criteria.slice(0, at + 1)) / total) * points * cents);
    const own = (until - given) / cents;
    given = until;
    return { ...criterion, points: own };
  });
  return { ...item, points, criteria: shared };
};

/** Criteria with quotes in the section's own words. A quote that the section does not contain stays. */
export const withOwnQuotes = (criteria: readonly Criterion[], section: string): Criterion[] =>
  criteria.map((criterion) => ({
    ...criterion,
    quote: findIn(section, criterion.quote)?.found ?? criterion.quote,
  }));
