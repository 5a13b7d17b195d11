import type { Beside } from '../model/page-model.ts';

/** The parts in use of an annotation of pdf.js. */
export type PdfJsAnnotation = {
  readonly subtype?: string;
  readonly fieldType?: string | null;
  readonly fieldValue?: unknown;
  readonly contentsObj?: { readonly str?: string };
  readonly textContent?: readonly string[];
  readonly file?: unknown;
  readonly annotationFlags?: number;
  readonly hasAppearance?: boolean;
  /** null when an annotation that marks text does not say where. */
  readonly quadPoints?: unknown;
};

export type AnnotatedPage = {
  /** Counted from 1. */
  readonly pageNumber: number;
  getAnnotations(): Promise<PdfJsAnnotation[]>;
};

export type AnnotatedDocument = {
  readonly numPages: number;
  /** @returns null for a file whose annotations cannot be read. */
  getAnnotationsByType(types: null, pagesToSkip: ReadonlySet<number>): Promise<PdfJsAnnotation[] | null>;
};

/** The bits of annotations that readers do not see (PDF 1.7, table 165). */
const invisible = 0x01;
const noView = 0x20;

/**
 * Reads the annotations of a page after its operators. `getAnnotations` of pdf.js reads the whole text of a
 * page with highlights again, to find the text below them. So the annotations come from the list of the
 * document. Only free text without contents asks for `getAnnotations`, which reads the text of its
 * appearance.
 */
export const createAnnotationReader = (
  document: AnnotatedDocument,
): ((page: AnnotatedPage) => Promise<PdfJsAnnotation[]>) => {
  const pages = Array.from({ length: document.numPages }, (_, index) => index);
  return async (page) => {
    const others = new Set(pages);
    others.delete(page.pageNumber - 1);
    const listed = (await document.getAnnotationsByType(null, others)) ?? [];
    const seen = listed.filter(isSeen);
    return seen.some(needsAppearance) ? page.getAnnotations() : seen;
  };
};

const isSeen = ({ annotationFlags = 0, quadPoints }: PdfJsAnnotation): boolean =>
  quadPoints !== null && (annotationFlags & (invisible | noView)) === 0;

/** pdf.js reads the appearance of text that is written on the page, and of no other note. */
const needsAppearance = ({ subtype, contentsObj, hasAppearance }: PdfJsAnnotation): boolean =>
  subtype === 'FreeText' && hasAppearance === true && !contentsObj?.str;

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

/** The text that a person typed or chose. Check boxes and buttons have states instead of texts. */
const valuesOf = ({ fieldType, fieldValue }: PdfJsAnnotation): string[] => {
  if (fieldType !== 'Tx' && fieldType !== 'Ch') return [];
  return [fieldValue].flat().filter((value) => typeof value === 'string');
};

const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
