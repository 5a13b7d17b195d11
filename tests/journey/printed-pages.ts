import { PDFParse } from 'pdf-parse';

/** A page for a reader: position in the file, printed number, words. */
export type PrintedPage = { readonly pageNumber: number; readonly pageLabel: string; readonly text: string };

type LabelledDocument = { getPageLabels(): Promise<string[] | null> };

/** Reads a PDF without code of the services, to check their statements about it. */
export const printedPagesOf = async (pdf: Uint8Array): Promise<PrintedPage[]> => {
  const parser = new PDFParse({ data: new Uint8Array(pdf) });
  const { pages } = await parser.getText();
  const { doc } = parser as unknown as { doc: LabelledDocument };
  const labels = (await doc.getPageLabels()) ?? [];
  await parser.destroy();
  return pages.map(({ num, text }) => ({
    pageNumber: num,
    pageLabel: labels[num - 1] ?? String(num),
    text,
  }));
};

/** Removes line-end hyphens and differences in spacing, which belong to the print and not to the text. */
const withoutPrint = (text: string): string => text.normalize('NFKC').replaceAll(/[\s\u00AD-]+/gu, '');

/**
 * Whether a quote is verbatim on the cited page. Label and number must name the same page.
 */
export const standsOn = (
  pages: readonly PrintedPage[],
  cited: { readonly pageNumber: number; readonly pageLabel: string },
  quote: string,
): boolean => {
  const page = pages.find(({ pageNumber }) => pageNumber === cited.pageNumber);
  return (
    page !== undefined &&
    page.pageLabel === cited.pageLabel &&
    quote.trim() !== '' &&
    withoutPrint(page.text).includes(withoutPrint(quote))
  );
};
