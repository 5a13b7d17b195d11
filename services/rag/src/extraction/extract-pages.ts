import { beginningOf } from '@ai-teacher/language/clean-text.ts';
import { collectVocabulary } from '@ai-teacher/language/hyphenation.ts';
import { composePage } from './layout/compose-page.ts';
import { headingMarks, inferHeadings, placeOutline } from './layout/headings.ts';
import { toLinedPage } from './layout/page-lines.ts';
import { inReadingOrder } from './layout/reading-order.ts';
import { bareTitle, dropRunningLines } from './layout/running-lines.ts';
import type { LinedPage, OutlineEntry } from './model/page-model.ts';
import { type ExtractedPageMessage, type ExtractionLimits, maxTitleCharacters } from './model/protocol.ts';
import { Refusal } from './model/refusal.ts';
import { pageLabels } from './pdf/page-labels.ts';
import type { PdfDocument } from './pdf/pdf-document.ts';
import { createUnreadableTextCounter, unreadableTextWarnings } from './visibility/unreadable-text.ts';

export type ExtractedDocument = {
  readonly title: string | undefined;
  readonly warnings: readonly string[];
  readonly pages: Iterable<ExtractedPageMessage>;
};

/** A page with fewer letters counts as a picture. */
const minLettersPerPage = 3;
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
  limits: ExtractionLimits,
  onPage: (done: number) => void,
): Promise<ExtractedDocument> => {
  if (document.pageCount > limits.pages)
    throw new Refusal(
      'rejected_resource',
      `The file has ${document.pageCount} pages; ${limits.pages} are allowed.`,
    );
  const { pages: lined, unreadable } = await readLines(document, limits, onPage);
  requireText(lined);

  const outline = await document.outline(limits.outlineEntries);
  const titles = new Set(
    outline.map((entry) => bareTitle(entry.path.at(-1) ?? '')).filter((title) => title !== ''),
  );
  const { pages: bodies, printedNumbers } = dropRunningLines(lined, document.labels ?? [], titles);
  const ordered = bodies.map((page) => ({
    ...page,
    lines: inReadingOrder(page.lines),
  }));
  const labels = pageLabels(document.labels, printedNumbers);
  return {
    title: document.title,
    warnings: unreadableTextWarnings(unreadable),
    pages: compose(ordered, outline, labels),
  };
};

function* compose(
  pages: readonly LinedPage[],
  outline: readonly OutlineEntry[],
  labels: readonly string[],
): Generator<ExtractedPageMessage> {
  const headings = outline.length > 0 ? placeOutline(outline, pages) : inferHeadings(pages);
  const vocabulary = collectVocabulary(pages.flatMap(({ lines }) => lines.map(({ text }) => text)));
  for (const [index, page] of pages.entries()) {
    const { text, lineOffsets } = composePage(page.lines, vocabulary);
    const marks = headingMarks(headings, index, lineOffsets);
    yield {
      number: index + 1,
      label: labels[index] ?? String(index + 1),
      text,
      headings: marks.map(({ offset, path }) => ({
        offset,
        path: path.map((title) => beginningOf(title, maxTitleCharacters)),
      })),
    };
  }
}

const readLines = async (document: PdfDocument, limits: ExtractionLimits, onPage: (done: number) => void) => {
  const pages: LinedPage[] = [];
  const unreadable = createUnreadableTextCounter();
  let characters = 0;
  let failures = 0;
  let lastFault: unknown;
  for (let number = 1; number <= document.pageCount; number += 1) {
    try {
      const raw = await document.page(number);
      unreadable.add(raw);
      const page = toLinedPage(raw);
      characters += page.lines.reduce((sum, line) => sum + line.text.length + 1, 0);
      pages.push(page);
    } catch (error) {
      lastFault = error;
      failures += 1;
      pages.push({ width: 0, height: 0, lines: [] });
    }
    if (characters > limits.characters)
      throw new Refusal('rejected_resource', `The text has more than ${limits.characters} characters.`);
    onPage(number);
  }
  if (failures === document.pageCount)
    throw new Refusal('damaged', 'None of the pages could be read.', {
      cause: lastFault,
    });
  return { pages, unreadable: unreadable.counts() };
};

const requireText = (pages: readonly LinedPage[]): void => {
  const letters = pages.map((page) =>
    page.lines.reduce((sum, line) => sum + (line.text.match(/\p{L}/gu)?.length ?? 0), 0),
  );
  const withText = letters.filter((count) => count >= minLettersPerPage).length;
  const mostlyPictures = pages.length > maxPagesWithoutShare && withText < pages.length * minTextShare;
  if (withText === 0 || mostlyPictures) throw new Refusal('no_text', 'The pages contain no readable text.');
};
