import type { Line } from '../model/page-model.ts';

/** Number of earlier lines that are searched for a line of the same column. */
const maxEarlierLines = 6;
/** A shorter fragment is a cell of a table rather than a line of a column. */
const minColumnCharacters = 25;

/**
 * Well-made files draw their text in reading order, columns included, so the reader uses this order. A page
 * is sorted by position (columns first, then bands, then lines) in two cases: its lines often jump upwards
 * within their columns, or the file draws line by line across the columns.
 */
export const inReadingOrder = (lines: readonly Line[]): readonly Line[] => {
  const jumps = lines.filter((line, index) =>
    jumpsUp(line, lines.slice(Math.max(0, index - maxEarlierLines), index)),
  );
  const crossings = lines.filter((line, index) => crossesColumns(lines[index - 1], line));
  const jumpy = jumps.length >= 3 && jumps.length > lines.length * 0.12;
  const crossing = crossings.length >= 3 && crossings.length > lines.length * 0.3;
  return jumpy || crossing ? cutIntoBlocks(lines) : lines;
};

const jumpsUp = (line: Line, earlier: readonly Line[]): boolean => {
  const above = earlier.findLast((other) => shareColumn(other, line));
  return above !== undefined && line.y < above.y - above.size * 0.5;
};

const crossesColumns = (previous: Line | undefined, line: Line): boolean => {
  if (previous === undefined || Math.abs(previous.y - line.y) > line.size * 0.5) return false;
  return previous.text.length >= minColumnCharacters && line.text.length >= minColumnCharacters;
};

const shareColumn = (a: Line, b: Line): boolean => {
  const overlap = Math.min(a.right, b.right) - Math.max(a.x, b.x);
  return overlap > 0.3 * Math.min(a.right - a.x, b.right - b.x);
};

/**
 * Cuts recursively along white space: at the widest gap between columns, otherwise at the tallest between
 * bands.
 */
const cutIntoBlocks = (lines: readonly Line[]): readonly Line[] => {
  if (lines.length <= 2) return sortedByPosition(lines);
  const size = medianSize(lines);
  const columns = cutAtWidestGap(
    lines,
    (line) => line.x,
    (line) => line.right,
    size * 1.2,
  );
  if (columns) return columns.flatMap(cutIntoBlocks);
  const bands = cutAtWidestGap(
    lines,
    (line) => line.y - line.size,
    (line) => line.y,
    size * 0.8,
  );
  return bands ? bands.flatMap(cutIntoBlocks) : sortedByPosition(lines);
};

const cutAtWidestGap = (
  lines: readonly Line[],
  startOf: (line: Line) => number,
  endOf: (line: Line) => number,
  minGap: number,
): [Line[], Line[]] | undefined => {
  const sorted = [...lines].sort((a, b) => startOf(a) - startOf(b));
  let reach = Number.NEGATIVE_INFINITY;
  let widest = minGap;
  let cut = 0;
  for (const [index, line] of sorted.entries()) {
    const gap = startOf(line) - reach;
    if (index > 0 && gap > widest) {
      widest = gap;
      cut = index;
    }
    reach = Math.max(reach, endOf(line));
  }
  return cut > 0 ? [sorted.slice(0, cut), sorted.slice(cut)] : undefined;
};

const sortedByPosition = (lines: readonly Line[]): Line[] => {
  return [...lines].sort((a, b) =>
    Math.abs(a.y - b.y) < Math.min(a.size, b.size) * 0.5 ? a.x - b.x : a.y - b.y,
  );
};

const medianSize = (lines: readonly Line[]): number => {
  const sizes = lines.map((line) => line.size).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? 10;
};
