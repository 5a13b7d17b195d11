import type { LinedPage, RawPage } from '../model/page-model.ts';

/** A page with fewer letters has no text. */
export const minLettersPerPage = 3;
/** The stamp of a scanner or an archive is short, and the same on several pages. */
const maxStampCharacters = 60;
const minStampedPages = 3;

/**
 * Finds the pages that show a picture instead of text: pages without any text, and scans that bear only
 * running lines or a stamp.
 *
 * @param bodies the pages without their running lines.
 * @returns numbers of pages, counted from 1.
 */
export const picturePages = (
  facts: readonly Pick<RawPage, 'isPicture' | 'isOnPicture'>[],
  bodies: readonly LinedPage[],
): number[] => {
  const texts = bodies.map(({ lines }) => lines.map(({ text }) => text).join(' '));
  const stamps = new Map<string, number>();
  for (const [index, text] of texts.entries())
    if (facts[index]?.isOnPicture) stamps.set(wordingOf(text), (stamps.get(wordingOf(text)) ?? 0) + 1);
  const isStamp = (text: string) =>
    text.length <= maxStampCharacters && (stamps.get(wordingOf(text)) ?? 0) >= minStampedPages;
  return texts.flatMap((text, index) => {
    const { isPicture = false, isOnPicture = false } = facts[index] ?? {};
    return isPicture || (isOnPicture && (lettersIn(text) < minLettersPerPage || isStamp(text)))
      ? [index + 1]
      : [];
  });
};

export const lettersIn = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

const wordingOf = (text: string): string => text.replace(/\p{N}+/gu, '#');
