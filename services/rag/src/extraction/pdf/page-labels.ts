import { cleanText } from '@ai-teacher/language/clean-text.ts';

/**
 * The printed label of each page: the label that the file declares, else the number in its running lines,
 * else its position in the file. Pages without a number between numbered pages receive the number that fits
 * there.
 */
export const pageLabels = (
  declared: readonly string[] | undefined,
  printedNumbers: readonly (string | undefined)[],
): string[] => {
  const offsets = printedNumbers.map((number, index) =>
    number !== undefined && /^\d+$/.test(number) ? Number(number) - index : undefined,
  );
  const first = offsets.findIndex((offset) => offset !== undefined);
  return printedNumbers.map((printed, index) => {
    const label = oneLine(declared?.[index] ?? '');
    if (label !== '') return label;
    if (printed !== undefined) return printed;
    const offset = offsets.slice(0, index).findLast((known) => known !== undefined);
    if (offset !== undefined) return String(index + offset);
    const back = first >= 0 ? index + (offsets[first] ?? 0) : 0;
    return back >= 1 ? String(back) : String(index + 1);
  });
};

/** A label may contain any character that its file declares, a NUL and line breaks included. */
const oneLine = (label: string): string => cleanText(label).replace(/\s+/gu, ' ').trim();
