import { median } from '../grid/page-rows.ts';
import type { Line, LinedPage } from '../model/page-model.ts';

/** Number of earlier blocks that are searched for a block of the same column. */
const maxEarlierBlocks = 6;
/** A shorter fragment is a cell of a table rather than a line of a column. */
const minColumnCharacters = 25;

/** Fewer changes between columns are no lines across them. */
const minStretches = 4;

/** Lines that stay together: one line, or a part of the page in columns. */
type Block = {
  readonly lines: readonly Line[];
  readonly x: number;
  readonly right: number;
  /** The first baseline and the last. */
  readonly y: number;
  readonly end: number;
  readonly size: number;
};

/**
 * Well-made files draw their text in reading order, columns included, so the reader uses this order. Columns
 * that were found on the page are read one after the other. A page is sorted by position (columns first, then
 * bands, then lines) in two cases: its lines often jump upwards within their columns, or the file draws line
 * by line across the columns.
 */
export const inReadingOrder = ({
  lines,
  rightToLeft,
}: Pick<LinedPage, 'lines' | 'rightToLeft'>): readonly Line[] => {
  const blocks = toBlocks(lines).map((block) => (rightToLeft ? mirrored(block) : block));
  const jumps = blocks.filter((block, index) =>
    jumpsUp(block, blocks.slice(Math.max(0, index - maxEarlierBlocks), index)),
  );
  const crossings = blocks.filter((block, index) => crossesColumns(blocks[index - 1], block));
  const jumpy = isJumpy(jumps.length, blocks.length);
  const crossing = crossings.length >= 3 && crossings.length > blocks.length * 0.3;
  return (jumpy || crossing ? cutIntoBlocks(blocks) : blocks).flatMap((block) => block.lines);
};

const isJumpy = (jumps: number, all: number): boolean => jumps >= 3 && jumps > all * 0.12;

const toBlocks = (lines: readonly Line[]): Block[] => {
  if (!lines.some(({ column }) => column)) return lines.map((line) => ({ ...placeOf(line), lines: [line] }));
  const regions = Map.groupBy(lines, ({ column }) => column?.region);
  const crossed = new Set([...regions].flatMap(([region, own]) => (isDrawnAcross(own) ? [region] : [])));
  const blocks: Block[] = [];
  const done = new Set<number>();
  for (const line of lines) {
    const region = line.column?.region;
    if (region === undefined || !crossed.has(region)) blocks.push(toBlock([line]));
    else if (!done.has(region)) blocks.push(toBlock(byColumn(regions.get(region) ?? [])));
    if (region !== undefined) done.add(region);
  }
  return blocks;
};

/**
 * Whether a file draws a region line by line across its columns. Several lines of a column, then several of
 * the next, and so on, are a table with long cells.
 */
const isDrawnAcross = (lines: readonly Line[]): boolean => {
  const stretches: number[] = [];
  for (const [index, { column }] of lines.entries()) {
    if (index > 0 && lines[index - 1]?.column?.index === column?.index)
      stretches.push((stretches.pop() ?? 0) + 1);
    else stretches.push(1);
  }
  return stretches.length > minStretches && median(stretches) === 1;
};

const placeOf = ({ x, right, y, size }: Line) => ({ x, right, y, end: y, size });

const toBlock = (lines: readonly Line[]): Block => ({
  lines,
  x: Math.min(...lines.map(({ x }) => x)),
  right: Math.max(...lines.map(({ right }) => right)),
  y: Math.min(...lines.map(({ y }) => y)),
  end: Math.max(...lines.map(({ y }) => y)),
  size: lines[0]?.size ?? 10,
});

/** The lines of a region column by column. */
const byColumn = (lines: readonly Line[]): readonly Line[] => {
  const sorted = lines.toSorted((a, b) => (a.column?.index ?? 0) - (b.column?.index ?? 0));
  const jumps = sorted.filter((line, index) => jumpsUpIn(sorted[index - 1], line));
  if (!isJumpy(jumps.length, lines.length)) return sorted;
  return sorted.toSorted(
    (a, b) => (a.column?.index ?? 0) - (b.column?.index ?? 0) || compareByPosition(a, b),
  );
};

/** The order of right-to-left columns is the order of left-to-right columns in a mirror. */
const mirrored = (block: Block): Block => ({ ...block, x: -block.right, right: -block.x });

const jumpsUpIn = (previous: Line | undefined, line: Line): boolean =>
  previous?.column?.index === line.column?.index && line.y < (previous?.y ?? 0) - line.size * 0.5;

const jumpsUp = (block: Block, earlier: readonly Block[]): boolean => {
  const above = earlier.findLast((other) => shareColumn(other, block));
  return above !== undefined && block.y < above.end - above.size * 0.5;
};

const crossesColumns = (previous: Block | undefined, block: Block): boolean => {
  const [before, line] = [previous?.lines[0], block.lines[0]];
  if (!before || !line || before.column || line.column || Math.abs(before.y - line.y) > line.size * 0.5)
    return false;
  return before.text.length >= minColumnCharacters && line.text.length >= minColumnCharacters;
};

const shareColumn = (a: Block, b: Block): boolean => {
  const overlap = Math.min(a.right, b.right) - Math.max(a.x, b.x);
  return overlap > 0.3 * Math.min(a.right - a.x, b.right - b.x);
};

/**
 * Cuts recursively along white space: at the widest gap between columns, otherwise at the tallest between
 * bands.
 */
const cutIntoBlocks = (blocks: readonly Block[]): readonly Block[] => {
  if (blocks.length <= 2) return sortedByPosition(blocks);
  const size = median(blocks.map((block) => block.size)) ?? 10;
  const columns = cutAtWidestGap(
    blocks,
    ({ x }) => x,
    ({ right }) => right,
    size * 1.2,
  );
  if (columns) return columns.flatMap(cutIntoBlocks);
  const bands = cutAtWidestGap(
    blocks,
    (block) => block.y - block.size,
    ({ end }) => end,
    size * 0.8,
  );
  return bands ? bands.flatMap(cutIntoBlocks) : sortedByPosition(blocks);
};

const cutAtWidestGap = (
  blocks: readonly Block[],
  startOf: (block: Block) => number,
  endOf: (block: Block) => number,
  minGap: number,
): [Block[], Block[]] | undefined => {
  const sorted = [...blocks].sort((a, b) => startOf(a) - startOf(b));
  let reach = Number.NEGATIVE_INFINITY;
  let widest = minGap;
  let cut = 0;
  for (const [index, block] of sorted.entries()) {
    const gap = startOf(block) - reach;
    if (index > 0 && gap > widest) {
      widest = gap;
      cut = index;
    }
    reach = Math.max(reach, endOf(block));
  }
  return cut > 0 ? [sorted.slice(0, cut), sorted.slice(cut)] : undefined;
};

const sortedByPosition = (blocks: readonly Block[]): Block[] => [...blocks].sort(compareByPosition);

type Placed = { readonly x: number; readonly y: number; readonly size: number };

const compareByPosition = (a: Placed, b: Placed): number =>
  Math.abs(a.y - b.y) < Math.min(a.size, b.size) * 0.5 ? a.x - b.x : a.y - b.y;
