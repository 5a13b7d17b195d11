/** The marks of one submitted attempt. A null score awaits a teacher. */
export type MarkedAttempt = {
  readonly score: number | null;
  readonly maxScore: number;
  readonly items: readonly {
    readonly itemId: string;
    readonly score: number | null;
    readonly maxScore: number;
  }[];
};

export type ItemStatistics = {
  readonly itemId: string;
  /** Mean share of the points, from 0 to 1. Null without a mark. */
  readonly difficulty: number | null;
  /** The number of marked answers behind the difficulty. */
  readonly answers: number;
  /**
   * Correlation of the item's points with the points of all other items, from -1 to 1. Null below
   * `minDiscriminationAttempts`, and when all students have the same points.
   */
  readonly discrimination: number | null;
  /** The number of attempts without an unmarked answer, behind the discrimination. */
  readonly attempts: number;
};

/** Below this number of attempts a correlation says little about an item. */
export const minDiscriminationAttempts = 20;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's coefficient; null when one of both lists has no variance. */
const correlation = (first: readonly number[], second: readonly number[]): number | null => {
  const [centre, otherCentre] = [mean(first), mean(second)];
  const deviations = first.map(
    (value, index) => [value - centre, (second[index] ?? 0) - otherCentre] as const,
  );
  const sumOf = (term: (one: number, other: number) => number): number =>
    deviations.reduce((sum, [one, other]) => sum + term(one, other), 0);
  const spread = Math.sqrt(sumOf((one) => one * one) * sumOf((_, other) => other * other));
  return spread < 1e-12 ? null : sumOf((one, other) => one * other) / spread;
};

const isComplete = ({ items }: MarkedAttempt): boolean => items.every(({ score }) => score !== null);
const pointsOf = ({ items }: MarkedAttempt, itemId: string): number =>
  items.find((item) => item.itemId === itemId)?.score ?? 0;
const totalOf = ({ items }: MarkedAttempt): number => items.reduce((sum, { score }) => sum + (score ?? 0), 0);

const discriminationOf = (itemId: string, complete: readonly MarkedAttempt[]): number | null => {
  if (complete.length < minDiscriminationAttempts) return null;
  const points = complete.map((attempt) => pointsOf(attempt, itemId));
  const others = complete.map((attempt) => totalOf(attempt) - pointsOf(attempt, itemId));
  return correlation(points, others);
};

/** The difficulty and the discrimination of items, from submitted attempts. */
export const itemStatistics = (
  itemIds: readonly string[],
  submitted: readonly MarkedAttempt[],
): readonly ItemStatistics[] => {
  const complete = submitted.filter(isComplete);
  return itemIds.map((itemId) => {
    const shares = submitted.flatMap(({ items }) =>
      items.flatMap(({ itemId: id, score, maxScore }) =>
        id === itemId && score !== null && maxScore > 0 ? [score / maxScore] : [],
      ),
    );
    return {
      itemId,
      difficulty: shares.length === 0 ? null : mean(shares),
      answers: shares.length,
      discrimination: discriminationOf(itemId, complete),
      attempts: complete.length,
    };
  });
};

/** The number of classes of the score distribution: tenths of the points. */
const scoreClasses = 10;

export type ScoreClass = { readonly from: number; readonly until: number; readonly attempts: number };

/**
 * The number of attempts with a score in each tenth of the points. The last tenth includes the full score.
 */
export const scoreDistribution = (submitted: readonly MarkedAttempt[]): readonly ScoreClass[] => {
  const counts = new Array<number>(scoreClasses).fill(0);
  for (const { score, maxScore } of submitted) {
    if (score === null || maxScore <= 0) continue;
    const place = Math.min(scoreClasses - 1, Math.max(0, Math.floor((score / maxScore) * scoreClasses)));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts.map((attempts, place) => ({
    from: place / scoreClasses,
    until: (place + 1) / scoreClasses,
    attempts,
  }));
};
