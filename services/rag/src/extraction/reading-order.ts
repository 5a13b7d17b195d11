import type { Line } from './page-model.ts';

/**
 * Well-made files draw their text in reading order, columns included, so that order is kept. Only when a page keeps
 * jumping upwards within one column is it sorted by position: columns first, then bands, then lines.
 */
export function inReadingOrder(lines: readonly Line[]): readonly Line[] {
  let jumps = 0;
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next && next.y < line.y - line.size * 0.5 && shareColumn(line, next)) jumps += 1;
  }
  return jumps >= 3 && jumps > lines.length * 0.12 ? cutIntoBlocks(lines) : lines;
}

function shareColumn(a: Line, b: Line): boolean {
  const overlap = Math.min(a.right, b.right) - Math.max(a.x, b.x);
  return overlap > 0.3 * Math.min(a.right - a.x, b.right - b.x);
}

/** Recursive cuts along white space: the widest column gap first, the tallest band gap when there is none. */
function cutIntoBlocks(lines: readonly Line[]): readonly Line[] {
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
}

function cutAtWidestGap(
  lines: readonly Line[],
  startOf: (line: Line) => number,
  endOf: (line: Line) => number,
  smallestGap: number,
): [Line[], Line[]] | undefined {
  const sorted = [...lines].sort((a, b) => startOf(a) - startOf(b));
  let reach = Number.NEGATIVE_INFINITY;
  let widest = smallestGap;
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
}

function sortedByPosition(lines: readonly Line[]): Line[] {
  return [...lines].sort((a, b) =>
    Math.abs(a.y - b.y) < Math.min(a.size, b.size) * 0.5 ? a.x - b.x : a.y - b.y,
  );
}

function medianSize(lines: readonly Line[]): number {
  const sizes = lines.map((line) => line.size).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? 10;
}
