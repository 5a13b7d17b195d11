import { boxFloat, type Float, figureFloat, tableFloat } from './floats.ts';
import type { Line } from './line-breaking.ts';
import type { Block, Span } from './manuscript.ts';
import { measure, type Press, page, print, room, turnPage } from './page.ts';
import { linesOf, printLines, textStyle } from './text-setting.ts';

const itemIndent = 14;

/** The page of a section after the typesetting. */
export type Placement = { readonly number: string; readonly title: string; readonly label: string };

/**
 * The section that is being typeset. `number` is absent in front and back matter, which have no numbered
 * sections.
 */
type ChapterSetting = {
  readonly number?: number;
  readonly part: 'front' | 'body';
  readonly onSection: (placed: Placement) => void;
};

/** The state of a chapter: counters of sections, figures and tables, and the floats that wait for room. */
type Galley = {
  readonly press: Press;
  readonly chapter: ChapterSetting;
  readonly counted: { section: number; figure: number; table: number };
  readonly waiting: Float[];
};

const turn = ({ press, chapter, waiting }: Galley): void => {
  turnPage(press, { part: chapter.part, header: chapter.part === 'body' });
  while (waiting[0] !== undefined && room(press) >= waiting[0].height) waiting.shift()?.draw();
};

const place = ({ press, waiting }: Galley, float: Float): void => {
  if (waiting.length === 0 && room(press) >= float.height) float.draw();
  else waiting.push(float);
};

const setHeading = (galley: Galley, block: Extract<Block, { kind: 'section' }>): void => {
  const { press, chapter, counted } = galley;
  if (room(press) < 22 + 3 * textStyle.leading) turn(galley);
  if (press.y > page.top) press.y += 9;
  const at = { x: page.side, y: press.y, size: 12 };
  if (block.numbered) {
    counted.section += 1;
    const number = `${chapter.number}.${counted.section}`;
    chapter.onSection({ number, title: block.title, label: press.label });
    const destination = `section-${number}`;
    print(press, { text: `${number}  ${block.title}`, style: 'bold' }, { ...at, destination });
  } else print(press, { text: block.title, style: 'bold' }, at);
  press.y += 19;
};

/**
 * Prints text over as many pages as it needs; neither a first nor a last line of a paragraph is alone on its
 * page.
 */
const flow = (galley: Galley, lines: readonly Line[], at: { x: number; width: number }): void => {
  let rest = lines;
  while (rest.length > 0) {
    const fits = Math.floor((room(galley.press) + 0.01) / textStyle.leading);
    let take = Math.min(fits, rest.length);
    if (rest.length - take === 1) take -= 1;
    if (take < Math.min(2, rest.length)) take = 0;
    printLines(galley.press, rest.slice(0, take), { ...at, set: textStyle });
    rest = rest.slice(take);
    if (rest.length > 0) turn(galley);
  }
};

const setParagraph = (galley: Galley, spans: readonly Span[], indent: number): void => {
  const { press } = galley;
  const width = measure - indent;
  const lines = linesOf(press, spans, width, textStyle);
  if (room(press) < Math.min(2, lines.length) * textStyle.leading) turn(galley);
  if (indent > 0)
    print(press, { text: '•', style: 'roman' }, { x: page.side + 3, y: press.y, size: textStyle.size });
  flow(galley, lines, { x: page.side + indent, width });
  press.y += indent > 0 ? 2 : 6;
};

const setBlock = (galley: Galley, block: Block): void => {
  const { press, chapter, counted } = galley;
  if (block.kind === 'section') setHeading(galley, block);
  else if (block.kind === 'paragraph') setParagraph(galley, block.spans, 0);
  else if (block.kind === 'item') setParagraph(galley, block.spans, itemIndent);
  else if (block.kind === 'box') place(galley, boxFloat(press, block));
  else {
    counted[block.kind] += 1;
    const number = `${chapter.number}.${counted[block.kind]}`;
    if (block.kind === 'figure') place(galley, figureFloat(press, `Figure ${number}`, block));
    else place(galley, tableFloat(press, `Table ${number}`, block));
  }
};

/** Prints the blocks of one chapter below the cursor and reports the pages of its sections. */
export const typesetBlocks = (press: Press, blocks: readonly Block[], chapter: ChapterSetting): void => {
  const galley: Galley = { press, chapter, counted: { section: 0, figure: 0, table: 0 }, waiting: [] };
  blocks.forEach((block, index) => {
    const listEnds = blocks[index - 1]?.kind === 'item' && block.kind !== 'item';
    if (listEnds && press.y > page.top) press.y += 4;
    setBlock(galley, block);
  });
  while (galley.waiting.length > 0) turn(galley);
};
