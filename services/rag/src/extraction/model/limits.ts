/**
 * Limits that both the child and its parent enforce. A limit on the file's size alone protects nothing. The
 * child reads them without a schema library, which takes a tenth of its start.
 */
export type ExtractionLimits = {
  readonly pages: number;
  readonly characters: number;
  readonly outlineEntries: number;
  readonly headingBytes: number;
  readonly headingDepth: number;
  readonly pageLabelCharacters: number;
};

/** Text recognition on pages that are pictures. */
export type RecognitionOptions = {
  /** Codes of tesseract, whose data packages are installed. */
  readonly languages: readonly string[];
  /** Maximum number of pages of a document on which text is recognised. */
  readonly pages: number;
};

export type ExtractionOptions = ExtractionLimits & { readonly recognition?: RecognitionOptions | undefined };

/** The settings of these limits, as an administrator knows them. */
export const limitSettings: Readonly<Record<keyof ExtractionLimits, string>> = {
  pages: 'MAX_DOCUMENT_PAGES',
  characters: 'MAX_DOCUMENT_CHARACTERS',
  outlineEntries: 'MAX_OUTLINE_ENTRIES',
  headingBytes: 'MAX_HEADING_BYTES',
  headingDepth: 'MAX_HEADING_DEPTH',
  pageLabelCharacters: 'MAX_PAGE_LABEL_CHARACTERS',
};

export const maxHeadingDepth = 12;
export const maxTitleCharacters = 300;
