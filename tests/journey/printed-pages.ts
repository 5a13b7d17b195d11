import { PDFParse } from 'pdf-parse';

/** A page as a reader sees it: its position in the file, the number printed on it, and its words. */
export type PrintedPage = { readonly pageNumber: number; readonly pageLabel: string; readonly text: string };

type LabelledDocument = { getPageLabels(): Promise<string[] | null> };

/** Reads a PDF without any code of the services, to check what they say about it. */
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

/** Words divided at line ends and the spaces between words are matters of print, not of text. */
const withoutPrint = (text: string): string => text.normalize('NFKC').replaceAll(/[\s\u00AD-]+/gu, '');

/**
 * Whether a quote stands, word by word, on the page that is cited: label and number must name the same page.
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
