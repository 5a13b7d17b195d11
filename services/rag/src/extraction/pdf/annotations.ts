import type { Beside } from '../model/page-model.ts';

/** The parts in use of an annotation of pdf.js. */
export type PdfJsAnnotation = {
  readonly subtype?: string;
  readonly fieldType?: string | null;
  readonly fieldValue?: unknown;
  readonly contentsObj?: { readonly str?: string };
  readonly textContent?: readonly string[];
  readonly file?: unknown;
};

/** Links have no text of their own, and a popup repeats the text of its note. */
const withoutText: ReadonlySet<string> = new Set(['Link', 'Popup', 'Widget', 'FileAttachment']);

/**
 * Finds what stands beside the text of a page: notes, values in form fields and attached files. None of it
 * is read. Texts that the page also shows are not counted.
 */
export const besideText = (annotations: readonly PdfJsAnnotation[], pageText: () => string): Beside[] => {
  // Most pages have no text beside their own.
  let shown: string | undefined;
  const isNew = (text: string): boolean => {
    const letters = lettersOf(text);
    if (letters === '') return false;
    shown ??= lettersOf(pageText());
    return !shown.includes(letters);
  };
  const found = new Set<Beside>();
  for (const annotation of annotations) {
    const { subtype = '', contentsObj, textContent = [] } = annotation;
    if (subtype === 'FileAttachment') found.add('attachments');
    else if (subtype === 'Widget' && valuesOf(annotation).some(isNew)) found.add('form-fields');
    else if (!withoutText.has(subtype) && isNew(contentsObj?.str || textContent.join(' ')))
      found.add('notes');
  }
  return [...found];
};

/** What a person typed or chose. Check boxes and buttons have states instead of texts. */
const valuesOf = ({ fieldType, fieldValue }: PdfJsAnnotation): string[] => {
  if (fieldType !== 'Tx' && fieldType !== 'Ch') return [];
  return [fieldValue].flat().filter((value) => typeof value === 'string');
};

const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
