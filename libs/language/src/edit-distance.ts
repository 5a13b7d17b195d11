/**
 * Counts the letters to insert, delete, replace or swap with their neighbour until one text equals the other
 * (optimal string alignment over code points). A distance above `limit` stops early and is reported as
 * `limit + 1`.
 */
export const editDistance = (left: string, right: string, limit: number): number => {
  const source = Array.from(left);
  const target = Array.from(right);
  if (Math.abs(source.length - target.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: target.length + 1 }, (_, at) => at);
  for (let row = 1; row <= source.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= target.length; column += 1) {
      const same = source[row - 1] === target[column - 1];
      let cost = Math.min(
        cell(last, column) + 1,
        cell(current, column - 1) + 1,
        cell(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = source[row - 1] === target[column - 2] && source[row - 2] === target[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, cell(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    if (Math.min(...current) > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return Math.min(cell(last, target.length), limit + 1);
};

const cell = (row: readonly number[], column: number): number => {
  return row[column] ?? Number.POSITIVE_INFINITY;
};
