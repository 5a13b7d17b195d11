import type { DrawnLetters } from './drawn-letters.ts';

/** Shorter invisible texts are not reported. */
const minReportedCharacters = 12;
/**
 * A page with almost only undrawn text is a scan with its recognised text behind the picture, which is
 * honest.
 */
const minRecognisedShare = 0.8;
const maxPagesNamed = 10;

export const uncheckedWarning = 'Not every page could be checked for invisible text.';

type DrawnPages = {
  readonly pageCount: number;
  /** @param number Position in the file, counted from 1. */
  readonly drawnLetters: (number: number) => Promise<DrawnLetters>;
};

/**
 * Checks how the letters of each page are drawn. Runs after all text has been read, within a time limit of
 * its own.
 *
 * @returns sentences for the teacher. One sentence reports pages that could not be checked in time.
 */
export const findInvisibleText = async (
  document: DrawnPages,
  { inTime, onPage }: { inTime: () => boolean; onPage: () => void },
): Promise<string[]> => {
  const suspects: number[] = [];
  let unchecked = 0;
  for (let number = 1; number <= document.pageCount; number += 1) {
    if (!inTime()) {
      unchecked = document.pageCount - number + 1;
      break;
    }
    const letters = await document.drawnLetters(number).catch(() => undefined);
    if (letters === undefined) unchecked += 1;
    else if (isSuspect(letters)) suspects.push(number);
    onPage();
  }
  const warnings: string[] = [];
  if (suspects.length > 0)
    warnings.push(
      `There is invisible text on ${namePages(suspects)}. Searches find this text like any other text.`,
    );
  if (unchecked > 0) warnings.push(uncheckedWarning);
  return warnings;
};

const isSuspect = ({ seen, white, undrawn }: DrawnLetters): boolean => {
  const recognised = undrawn > (seen + white + undrawn) * minRecognisedShare;
  return white >= minReportedCharacters || (undrawn >= minReportedCharacters && !recognised);
};

const namePages = (numbers: readonly number[]): string => {
  const named = numbers.slice(0, maxPagesNamed).join(', ');
  const more = numbers.length > maxPagesNamed ? ` and ${numbers.length - maxPagesNamed} more` : '';
  return `${numbers.length === 1 ? 'page' : 'pages'} ${named}${more} of the file`;
};
