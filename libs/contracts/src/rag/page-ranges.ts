const maxRanges = 10;

/**
 * Names pages in their order; neighbours become a range, as in `4-6, 9`. Further pages are counted.
 *
 * @param numbers in ascending order.
 * @param moreOf the end of the text, with the number of further pages.
 */
export const pageRanges = (
  numbers: readonly number[],
  moreOf: (left: number) => string = (left) => ` and ${left} more`,
): string => {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const named = ranges.slice(0, maxRanges).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  const left = ranges.slice(maxRanges).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return left === 0 ? named.join(', ') : `${named.join(', ')}${moreOf(left)}`;
};
