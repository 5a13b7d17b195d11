import { type Chapter, type Manuscript, readManuscript } from './manuscript.ts';
import {
  book,
  closePress,
  measure,
  openPress,
  type Press,
  page,
  print,
  printCentred,
  turnPage,
  widthOf,
} from './page.ts';
import { type Placement, typesetBlocks } from './typeset.ts';

/** An entry of the table of contents: a chapter (level 0) or a section (level 1). */
type Entry = Placement & { readonly level: 0 | 1 };

const roman = (text: string) => ({ text, style: 'roman' }) as const;
const bold = (text: string) => ({ text, style: 'bold' }) as const;
const italic = (text: string) => ({ text, style: 'italic' }) as const;

const titlePage = (press: Press): void => {
  turnPage(press, { part: 'front', header: false, footer: false });
  press.doc.outline.addItem('Title page', { top: 0 });
  printCentred(press, bold(book.title), { y: 200, size: 24 });
  printCentred(press, italic(book.subtitle), { y: 238, size: 15 });
  printCentred(press, roman(book.author), { y: 470, size: 12 });
  printCentred(press, roman(book.edition), { y: 490, size: 10 });
};

const imprint = [
  `${book.title}: ${book.subtitle.toLowerCase()}`,
  book.edition,
  '',
  `Copyright © 2026 ${book.author.replace('The', 'the')} and its contributors.`,
  '',
  'This book is licensed under the Creative Commons Attribution 4.0',
  'International licence (CC BY 4.0). You may share and adapt it for any',
  'purpose, also commercially, if you name the source and say what you changed.',
  'The licence: https://creativecommons.org/licenses/by/4.0/',
];

const imprintPage = (press: Press): void => {
  turnPage(press, { part: 'front', header: false });
  press.doc.outline.addItem('Imprint and licence', { top: 0 });
  imprint.forEach((line, index) => {
    if (line !== '') print(press, roman(line), { x: page.side, y: 440 + index * 13, size: 9.5 });
  });
};

const leader = ' .';
const contentsSize = 9.5;

/** One line of the table of contents: the title, a leader of dots, and the page flush right. */
const contentsLine = (press: Press, entry: Entry): void => {
  const chapter = entry.level === 0;
  const style = chapter ? 'bold' : 'roman';
  const text = `${entry.number}  ${entry.title}`.trim();
  if (chapter) press.y += 3;
  const at = { y: press.y, size: contentsSize };
  const x = page.side + (chapter ? 0 : 14);
  const goTo = `${chapter ? 'chapter' : 'section'}-${entry.number || entry.title.toLowerCase()}`;
  print(press, { text, style }, { ...at, x, goTo });
  const right = page.side + measure - widthOf(press, entry.label, 'roman', contentsSize);
  const from = x + widthOf(press, text, style, contentsSize);
  const dot = widthOf(press, leader, 'roman', contentsSize);
  const dots = Math.max(0, Math.floor((right - from) / dot) - 1);
  print(press, roman(leader.repeat(dots)), { ...at, x: right - (dots + 0.5) * dot });
  print(press, roman(entry.label), { ...at, x: right });
  press.y += 11.6;
};

const contentsPage = (press: Press, entries: readonly Entry[]): void => {
  turnPage(press, { part: 'front', header: false });
  press.doc.outline.addItem('Contents', { top: 0 });
  print(press, bold('Contents'), { x: page.side, y: page.top, size: 17 });
  press.y = page.top + 30;
  for (const entry of entries) contentsLine(press, entry);
};

const printChapter = (press: Press, chapter: Chapter, number: number | undefined, entries: Entry[]): void => {
  const shown = number === undefined ? '' : String(number);
  const title = `${shown}  ${chapter.title}`.trim();
  press.runningTitle = title;
  turnPage(press, { part: 'body', header: false });
  const item = press.doc.outline.addItem(title, { top: 0, expanded: false });
  entries.push({ level: 0, number: shown, title: chapter.title, label: press.label });
  const destination = `chapter-${shown || chapter.title.toLowerCase()}`;
  if (number !== undefined) print(press, roman(`Chapter ${number}`), { x: page.side, y: page.top, size: 11 });
  print(press, bold(chapter.title), { x: page.side, y: page.top + 18, size: 18, destination });
  press.y = page.top + 58;
  typesetBlocks(press, chapter.blocks, {
    ...(number === undefined ? {} : { number }),
    part: 'body',
    onSection: (placed) => {
      entries.push({ ...placed, level: 1 });
      item.addItem(`${placed.number}  ${placed.title}`, { top: press.y - 4 });
    },
  });
};

const howToUsePage = (press: Press, chapter: Chapter): void => {
  turnPage(press, { part: 'front', header: false });
  press.doc.outline.addItem(chapter.title, { top: 0 });
  print(press, bold(chapter.title), { x: page.side, y: page.top, size: 17 });
  press.y = page.top + 36;
  typesetBlocks(press, chapter.blocks, { part: 'front', onSection: () => undefined });
};

/**
 * Prints the book once. `contents` are the printed entries of the table of contents; the result are the
 * correct ones.
 */
const printBook = async (
  { howToUse, chapters, glossary }: Manuscript,
  contents: readonly Entry[],
): Promise<{ pdf: Buffer; entries: readonly Entry[] }> => {
  const press = openPress();
  const entries: Entry[] = [];
  titlePage(press);
  imprintPage(press);
  contentsPage(press, contents);
  howToUsePage(press, howToUse);
  chapters.forEach((chapter, index) => {
    printChapter(press, chapter, index + 1, entries);
  });
  printChapter(press, glossary, undefined, entries);
  return { pdf: await closePress(press), entries };
};

/**
 * Renders the textbook: the first printing finds the pages of the sections, the second one prints them.
 */
export const renderTextbook = async (): Promise<Buffer> => {
  const manuscript = readManuscript();
  const { entries } = await printBook(manuscript, []);
  const { pdf } = await printBook(manuscript, entries);
  return pdf;
};
