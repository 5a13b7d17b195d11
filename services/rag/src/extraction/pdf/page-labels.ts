/**
 * What is printed on each page: the labels the file declares, else the numbers read off its running lines (carried
 * over to unnumbered pages between numbered ones), else the position in the file.
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
    const label = declared?.[index]?.trim();
    if (label) return label.slice(0, 40);
    if (printed !== undefined) return printed;
    const offset = offsets.slice(0, index).findLast((known) => known !== undefined);
    if (offset !== undefined) return String(index + offset);
    const back = first >= 0 ? index + (offsets[first] ?? 0) : 0;
    return back >= 1 ? String(back) : String(index + 1);
  });
};
