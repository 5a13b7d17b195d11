import PDFDocument from 'pdfkit';
import type { Span } from './manuscript.ts';

/** A book page of 6 × 9 inches, in points. */
export const page = { width: 432, height: 648, top: 62, bottom: 56, side: 52 } as const;
export const measure = page.width - 2 * page.side;
const foot = page.height - page.bottom;

const faces = { roman: 'Times-Roman', bold: 'Times-Bold', italic: 'Times-Italic' } as const;

export const book = {
  title: 'Water, Weather and Climate',
  subtitle: 'A first course',
  author: 'The AI-Teacher project',
  edition: 'First edition, 2026',
} as const;

const roman = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'];

/**
 * The document being printed: one cursor, running header and footer, and the printed number of the current
 * page.
 */
export type Press = {
  readonly doc: PDFDocument;
  /** Distance of the cursor from the top of the page, in points. */
  y: number;
  /** Printed label of the current page ("iv", "12"). */
  label: string;
  /** Pages printed so far, and how many of them are front matter. */
  pages: number;
  frontPages: number;
  /** Stands at the top of odd pages; even pages carry the title of the book. */
  runningTitle: string;
  /** Whether the current page gets its number printed when it is finished. */
  numbered: boolean;
};

/**
 * Fixed dates make the same manuscript give the same bytes; no compression, because zlib's output differs by
 * processor.
 */
export const openPress = (): Press => ({
  doc: new PDFDocument({
    size: [page.width, page.height],
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    autoFirstPage: false,
    compress: false,
    pdfVersion: '1.7',
    lang: 'en-GB',
    displayTitle: true,
    info: {
      Title: `${book.title}: ${book.subtitle.toLowerCase()}`,
      Author: book.author,
      Subject: 'Geography and science for lower secondary school; licence CC BY 4.0',
      Creator: 'libs/tooling/src/textbook',
      CreationDate: new Date('2026-11-23T12:00:00Z'),
    },
  }),
  y: page.top,
  label: '',
  pages: 0,
  frontPages: 0,
  runningTitle: '',
  numbered: false,
});

/** Width of `text` in points when set in a style and size. */
export const widthOf = (press: Press, text: string, style: Span['style'], size: number): number =>
  press.doc.font(faces[style], size).widthOfString(text);

/** Prints one run at (x, y) without moving the cursor. */
export const print = (
  press: Press,
  run: Span,
  at: { x: number; y: number; size: number; goTo?: string; destination?: string },
): void => {
  const { x, y, size, ...links } = at;
  press.doc.font(faces[run.style], size).text(run.text, x, y, { lineBreak: false, ...links });
};

export const printCentred = (press: Press, run: Span, at: { y: number; size: number }): void =>
  print(press, run, { ...at, x: (page.width - widthOf(press, run.text, run.style, at.size)) / 2 });

const printHeader = (press: Press): void => {
  const even = Number(press.label) % 2 === 0;
  const text = even ? book.title : press.runningTitle;
  const x = even ? page.side : page.width - page.side - widthOf(press, text, 'italic', 8.5);
  print(press, { text, style: 'italic' }, { x, y: 38, size: 8.5 });
  press.doc
    .lineWidth(0.4)
    .moveTo(page.side, 51)
    .lineTo(page.side + measure, 51)
    .stroke('#777777');
};

/** The footer is printed last, so that the file has the reading order. */
const finishPage = (press: Press): void => {
  if (press.numbered) printCentred(press, { text: press.label, style: 'roman' }, { y: 610, size: 9 });
};

/** Starts a page. Opening pages carry no running header, the title page no number. */
export const turnPage = (
  press: Press,
  options: { part: 'front' | 'body'; header: boolean; footer?: boolean },
): void => {
  finishPage(press);
  press.doc.addPage();
  press.pages += 1;
  if (options.part === 'front') press.frontPages = press.pages;
  press.label =
    options.part === 'front' ? (roman[press.pages - 1] ?? '') : String(press.pages - press.frontPages);
  press.doc.fillColor('#000000');
  if (options.header) printHeader(press);
  press.numbered = options.footer !== false;
  press.y = page.top;
};

/** Points left above the foot of the page. */
export const room = (press: Press): number => foot - press.y;

/**
 * Finishes the file. The printed page numbers go into the catalog's PageLabels number tree, for which pdfkit
 * has no method (ISO 32000-1, 12.4.2): roman for the front matter, decimal from 1 for the rest.
 */
export const closePress = async (press: Press): Promise<Buffer> => {
  finishPage(press);
  const labels = press.doc.ref({ Nums: [0, { S: 'r' }, press.frontPages, { S: 'D', St: 1 }] });
  labels.end();
  press.doc._root.data.PageLabels = labels;
  press.doc.end();
  const chunks: Buffer[] = [];
  for await (const chunk of press.doc) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
