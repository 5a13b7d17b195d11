import type { RawPage, TextRun } from '../model/page-model.ts';
import type { PdfDocument } from '../pdf/pdf-document.ts';
import type { DrawnLetters } from './drawn-letters.ts';

/** What a person looking at the page does not see, by the way it is hidden. (pdf.js itself drops text off the page.) */
export type HiddenText = {
  readonly tiny: number;
  readonly unseenMarks: number;
};

const unseenMarkPattern = /[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\u{e0001}-\u{e007f}]/gu;
/** Stray marks happen in honest files; a run of them is a message. */
const notableMarks = 8;
const notableCharacters = 12;

/** Below this a glyph cannot be read by a person, so it is not part of the page's text. */
const smallestReadablePoints = 1;

export const isTooSmall = (run: TextRun): boolean =>
  run.size < smallestReadablePoints && run.width < run.text.length * 0.5;

/** Counts hidden characters page by page. */
export const countHidden = (): {
  look(page: RawPage): void;
  found(): HiddenText;
} => {
  const found = { tiny: 0, unseenMarks: 0 };
  return {
    look(page) {
      for (const run of page.runs) {
        const characters = run.text.trim().length;
        found.unseenMarks += run.text.match(unseenMarkPattern)?.length ?? 0;
        if (isTooSmall(run)) found.tiny += characters;
      }
    },
    found: () => found,
  };
};

/** Sentences for the teacher; none when nothing notable is hidden. */
export const hiddenTextWarnings = (hidden: HiddenText): string[] => {
  const warnings: string[] = [];
  if (hidden.tiny >= notableCharacters)
    warnings.push('The file holds text that is too small to be read. It was left out.');
  if (hidden.unseenMarks >= notableMarks)
    warnings.push('The text holds many characters that cannot be seen. They were removed.');
  return warnings;
};

/** A page of nothing but undrawn text is a scan with its recognised text behind it, and honest. */
const recognisedShare = 0.8;

/**
 * Looks over the drawing of each page, after all text has been read and within a time of its own.
 *
 * @returns sentences for the teacher, which say too when not every page could be looked over in time.
 */
export const findInvisibleText = async (
  document: Pick<PdfDocument, 'pageCount' | 'drawnLetters'>,
  { inTime, onPage }: { inTime: () => boolean; onPage: () => void },
): Promise<string[]> => {
  const suspects = new Set<number>();
  let unchecked = 0;
  for (let number = 1; number <= document.pageCount; number += 1) {
    if (!inTime()) {
      unchecked = document.pageCount - number + 1;
      break;
    }
    const letters = await document.drawnLetters(number).catch(() => undefined);
    if (letters === undefined) unchecked += 1;
    else if (isSuspect(letters)) suspects.add(number);
    onPage();
  }
  const warnings: string[] = [];
  if (suspects.size > 0)
    warnings.push(
      `There is text that cannot be seen on ${pagesIn([...suspects])}; it is searched like the rest.`,
    );
  if (unchecked > 0) warnings.push(uncheckedWarning);
  return warnings;
};

export const uncheckedWarning = 'Not every page could be checked for text that cannot be seen.';

const isSuspect = ({ seen, white, undrawn }: DrawnLetters): boolean => {
  const recognised = undrawn > (seen + white + undrawn) * recognisedShare;
  return white >= notableCharacters || (undrawn >= notableCharacters && !recognised);
};

const pagesIn = (numbers: readonly number[]): string => {
  const shown = numbers.slice(0, 10).join(', ');
  const more = numbers.length > 10 ? ` and ${numbers.length - 10} more` : '';
  return `${numbers.length === 1 ? 'page' : 'pages'} ${shown}${more} of the file`;
};
