import type { DocumentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import { collectVocabulary } from '@ai-teacher/language/hyphenation.ts';
import { composePage } from './layout/compose-page.ts';
import { headingMarks, inferHeadings, placeOutline } from './layout/headings.ts';
import { toLinedPage } from './layout/page-lines.ts';
import { inReadingOrder } from './layout/reading-order.ts';
import { bareTitle, dropRunningLines } from './layout/running-lines.ts';
import type { ExtractionLimits, ExtractionOptions } from './model/limits.ts';
import type { LinedPage, OutlineEntry, RawPage } from './model/page-model.ts';
import type { ExtractedPageMessage } from './model/protocol.ts';
import { Refusal } from './model/refusal.ts';
import { type PageLabel, pageLabels } from './pdf/page-labels.ts';
import type { PdfDocument } from './pdf/pdf-document.ts';
import { type Recognition, recognisePages } from './recognise-pages.ts';
import { isGarbled } from './report/garbled-text.ts';
import { lettersIn, minLettersPerPage, picturePages } from './report/picture-pages.ts';
import { createReadingReport, type ReadingReport } from './report/reading-report.ts';
import { createShortenedReport, type ShortenedReport } from './report/shortened-report.ts';

export type ExtractedDocument = {
  readonly title: string | undefined;
  /** The warnings for the teacher. Complete after the last page has been composed. */
  readonly warnings: () => DocumentWarning[];
  readonly pages: Iterable<ExtractedPageMessage>;
};

/** Books with more pages need this share of pages with text: scans behind a typed cover are still scans. */
const minTextShare = 0.1;
const maxPagesWithoutShare = 10;

/**
 * Reads all pages, then composes them. Running headers, broken words and headings are found by comparing
 * pages.
 *
 * @param onPage Called after each page read.
 * @throws Refusal when the file exceeds a limit or contains no text.
 */
export const extractPages = async (
  document: PdfDocument,
  limits: ExtractionOptions,
  onPage: (done: number) => void,
): Promise<ExtractedDocument> => {
  if (document.pageCount > limits.pages)
    throw new Refusal(
      'rejected_resource',
      `The file has ${document.pageCount} pages; ${limits.pages} are allowed.`,
      { limit: 'pages' },
    );
  const report = createReadingReport();
  const read = await readLines(document, { limits, report }, onPage);

  const entries = await document.outline(limits.outlineEntries + 1);
  const outline = entries.slice(0, limits.outlineEntries);
  const titles = new Set(
    outline.map((entry) => bareTitle(entry.path.at(-1) ?? '')).filter((title) => title !== ''),
  );
  const drop = (pages: readonly LinedPage[]) => dropRunningLines(pages, document.labels ?? [], titles);
  const dropped = drop(read.pages);
  const pictures = picturePages(read.facts, dropped.pages);
  const { pages: lined, confidences } = await recognise(
    { document, limits, report },
    read.pages,
    pictures,
    onPage,
  );
  const { pages: bodies, printedNumbers } = lined === read.pages ? dropped : drop(lined);
  requireText(
    lined,
    pictures.filter((number) => !confidences.has(number)),
  );
  report.noteDocument(await document.beside());
  const ordered = bodies.map((page) => ({
    ...page,
    lines: inReadingOrder(page),
  }));
  const { labels, warnings: labelWarnings } = pageLabels(document.labels, printedNumbers);
  const shortened = createShortenedReport(limits, { outlineIsCut: entries.length > outline.length });
  return {
    title: document.title,
    warnings: () => [...report.warnings(), ...labelWarnings, ...shortened.warnings()],
    pages: compose(ordered, outline, { labels, confidences }, shortened),
  };
};

function* compose(
  pages: readonly LinedPage[],
  outline: readonly OutlineEntry[],
  { labels, confidences }: { labels: readonly PageLabel[]; confidences: ReadonlyMap<number, number> },
  shortened: ShortenedReport,
): Generator<ExtractedPageMessage> {
  const headings = outline.length > 0 ? placeOutline(outline, pages) : inferHeadings(pages);
  const vocabulary = collectVocabulary(pages.flatMap(({ lines }) => lines.map(({ text }) => text)));
  for (const [index, page] of pages.entries()) {
    const { text, lineOffsets } = composePage(page, vocabulary);
    const marks = headingMarks(headings, index, lineOffsets);
    const { label, ...reading } = readingOf(labels[index], index, shortened);
    const recognitionConfidence = confidences.get(index + 1);
    yield {
      number: index + 1,
      label,
      reading: { ...reading, ...(recognitionConfidence === undefined ? {} : { recognitionConfidence }) },
      text,
      headings: marks.map(({ offset, path }) => ({ offset, path: shortened.path(path, index + 1) })),
    };
  }
}

const readingOf = (given: PageLabel | undefined, index: number, shortened: ShortenedReport) => {
  const short = (label: string | null) => label && shortened.label(label, index + 1);
  return {
    label: short(given?.label ?? null) || String(index + 1),
    declaredLabel: short(given?.declared ?? null),
    printedLabel: short(given?.printed ?? null),
    labelReason: given?.reason ?? 'position-in-file',
  };
};

type Reading = { readonly limits: ExtractionOptions; readonly report: ReadingReport };
type PictureFacts = Pick<RawPage, 'isPicture' | 'isOnPicture'>;

const readLines = async (
  document: PdfDocument,
  { limits, report }: Reading,
  onPage: (done: number) => void,
): Promise<{ pages: LinedPage[]; facts: PictureFacts[] }> => {
  const pages: LinedPage[] = [];
  const facts: PictureFacts[] = [];
  let characters = 0;
  let failures = 0;
  let lastFault: unknown;
  for (let number = 1; number <= document.pageCount; number += 1) {
    try {
      const raw = await document.page(number);
      const page = toLinedPage(raw, pages.at(-1)?.openTable);
      report.add(number, raw);
      if (isGarbled({ lines: page.lines, lostGlyphs: raw.lostGlyphs })) report.note('garbled-text', number);
      characters += countCharacters([page]);
      pages.push(page);
      facts.push({ isPicture: raw.isPicture, isOnPicture: raw.isOnPicture });
    } catch (error) {
      lastFault = error;
      failures += 1;
      report.note('unchecked-pages', number);
      pages.push({ width: 0, height: 0, lines: [], rightToLeft: false, openTable: undefined });
      facts.push({ isPicture: false, isOnPicture: false });
    }
    requireCharacters(characters, limits);
    onPage(number);
  }
  if (failures === document.pageCount)
    throw new Refusal('damaged', 'None of the pages could be read.', {
      cause: lastFault,
    });
  return { pages, facts };
};

const countCharacters = (pages: readonly LinedPage[]): number =>
  pages.reduce((sum, { lines }) => sum + lines.reduce((length, { text }) => length + text.length + 1, 0), 0);

const requireCharacters = (characters: number, limits: ExtractionLimits): void => {
  if (characters > limits.characters)
    throw new Refusal('rejected_resource', `The text has more than ${limits.characters} characters.`, {
      limit: 'characters',
    });
};

/** Recognises the text of pictures when this is switched on, and reports what stays unread. */
const recognise = async (
  { document, limits, report }: Reading & { readonly document: PdfDocument },
  pages: readonly LinedPage[],
  pictures: readonly number[],
  onPage: (done: number) => void,
): Promise<Recognition> => {
  const none = { pages, confidences: new Map<number, number>() };
  const options = limits.recognition;
  const recognition =
    options === undefined
      ? none
      : await recognisePages({ document, pages }, pictures, options, () => onPage(document.pageCount));
  for (const number of pictures)
    report.note(recognition.confidences.has(number) ? 'recognised-text' : 'picture-pages', number);
  if (options !== undefined && pictures.length > options.pages)
    report.reach('MAX_OCR_PAGES', options.pages, pictures.slice(options.pages));
  requireCharacters(countCharacters(recognition.pages), limits);
  return recognition;
};

const requireText = (pages: readonly LinedPage[], pictures: readonly number[]): void => {
  const withText = pages.filter(
    ({ lines }, index) =>
      !pictures.includes(index + 1) &&
      lines.reduce((sum, { text }) => sum + lettersIn(text), 0) >= minLettersPerPage,
  ).length;
  const mostlyPictures = pages.length > maxPagesWithoutShare && withText < pages.length * minTextShare;
  if (withText === 0 || mostlyPictures) throw new Refusal('no_text', 'The pages contain no readable text.');
};
