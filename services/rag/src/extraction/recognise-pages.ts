import type { RecognitionOptions } from './model/limits.ts';
import type { LinedPage } from './model/page-model.ts';
import type { PdfDocument } from './pdf/pdf-document.ts';
import { lettersIn, minLettersPerPage } from './report/picture-pages.ts';

export type Recognition = {
  readonly pages: readonly LinedPage[];
  /** The confidence in percent by the number of the page. */
  readonly confidences: ReadonlyMap<number, number>;
};

/** Below this confidence, most words are wrong. */
const minPageConfidence = 60;

/**
 * Recognises the text of pages that are pictures, and adds its lines to these pages.
 *
 * @param numbers of the pages, counted from 1.
 * @param onPage called after each page.
 */
export const recognisePages = async (
  { document, pages }: { readonly document: PdfDocument; readonly pages: readonly LinedPage[] },
  numbers: readonly number[],
  options: RecognitionOptions,
  onPage: () => void,
): Promise<Recognition> => {
  const confidences = new Map<number, number>();
  const recognised = [...pages];
  const wanted = numbers.slice(0, options.pages);
  if (wanted.length === 0) return { pages, confidences };
  // The engine takes longer to load than most files take to read, so it is loaded only for pictures.
  const { createRecogniser } = await import('./recognition/recogniser.ts');
  const recogniser = await createRecogniser(options.languages);
  for (const number of wanted) {
    const page = pages[number - 1];
    const picture = await document.picture(number).catch(() => undefined);
    const found = picture && recogniser.recognise(picture);
    onPage();
    if (page === undefined || found === undefined || found.confidence < minPageConfidence) continue;
    if (lettersIn(found.lines.map(({ text }) => text).join(' ')) < minLettersPerPage) continue;
    confidences.set(number, found.confidence);
    recognised[number - 1] = { ...page, lines: [...page.lines, ...found.lines] };
  }
  return { pages: recognised, confidences };
};
